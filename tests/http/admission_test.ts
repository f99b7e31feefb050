// Which frames of a socket are obeyed: how many may wait for an answer, and a group's after its
// user came in.

import assert from "node:assert/strict";
import type { Store } from "../../db/store/store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { connected, errorOf, place, say, signUp } from "../support/server/people.ts";
import { openSeat, twoLeft } from "../support/server/seats.ts";
import { drivers, startServer } from "../support/server/server.ts";

/** A store that does not tell the heads of logs before it is let go. */
function createLateStore() {
  const inner = createMemoryStore();
  const { promise: answers, resolve: letGo } = Promise.withResolvers<void>();
  const store: Store = {
    ...inner,
    async heads(user) {
      await answers;
      return await inner.heads(user);
    },
  };
  return { store, letGo };
}

for (const sockets of drivers) {
  Deno.test(`[S16] past 256 frames that wait one more is slow_down, and answered ones make room: ${sockets}`, async () => {
    const { store, letGo } = createLateStore();
    await using server = await startServer({ sockets, store, env: { BURST: "1000" } });
    const line = await connected(await signUp(server, "anna"));
    for (let frame = 0; frame < 256; frame++) line.send({ type: "ping" });
    assert.equal(await errorOf(line, { type: "ping" }), "slow_down");
    assert.equal(line.received.filter(({ type }) => type === "error").length, 1);
    letGo();
    for (let frame = 0; frame < 256; frame++) await line.next("pong");
    line.send({ type: "ping" });
    await line.next("pong");
    await line.close();
  });

  Deno.test(`[X24] a user who was refused by a group and comes into it later is let in: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await twoLeft(server);
    const dora = await signUp(server, "dora");
    const line = await connected(dora);
    assert.equal(await errorOf(line, { type: "typing", group }), "not_member");
    await openSeat(anna, group);
    await place(dora);
    await line.next("message", ({ message }) => message.kind === "joined");
    assert.equal((await say(line, group, "hello")).kind, "text");
    await line.close();
  });
}
