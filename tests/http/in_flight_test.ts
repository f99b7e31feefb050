// Frames of one socket that are in flight: taken, and not answered yet. A limit holds them, and
// what was answered counts no more, however it was answered.

import assert from "node:assert/strict";
import type { GroupId } from "../../protocol/domain.ts";
import type { ClientFrame } from "../../protocol/frames.ts";
import type { Line } from "../../tools/client.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { connected, formTrio, newMessageId } from "../support/server/people.ts";
import { drivers, startServer } from "../support/server/server.ts";

/** Frames that one socket may have in flight. */
const most = 256;
const few = 20;
// The credit is not what is tested here.
const env = { FRAMES_PER_SECOND: "10000", BURST: "10000" };

const ping: ClientFrame = { type: "ping" };

/** Sends more frames than may be in flight, a few at a time, and waits for the answer to each. */
async function exceed(line: Line, frame: () => ClientFrame, answer: "pong" | "message" | "error") {
  for (let sent = 0; sent < most + few; sent += few) {
    for (let one = 0; one < few; one++) line.send(frame());
    for (let one = 0; one < few; one++) {
      const got = await line.next(({ type }) => type === answer || type === "error");
      assert.equal(got.type, answer, JSON.stringify(got));
      assert(got.type !== "error" || got.code !== "slow_down", `After ${sent + one} answers`);
    }
  }
}

for (const sockets of drivers) {
  Deno.test(`[S16] what was answered, stored or refused is in flight no more: ${sockets}`, async () => {
    const faults = createFaultyStore(createMemoryStore());
    await using server = await startServer({ sockets, env, store: faults.store });
    const { anna, group } = await formTrio(server);
    const line = await connected(anna);
    const elsewhere = newMessageId() as string as GroupId;
    const send = (to: GroupId) => () =>
      ({ type: "send", group: to, id: newMessageId(), text: "x" }) as const;
    await exceed(line, () => ping, "pong");
    await exceed(line, send(group), "message");
    await exceed(line, send(elsewhere), "error");
    faults.fail("heads", "before", Infinity);
    await exceed(line, () => ping, "error");
    await line.close();
  });

  Deno.test(`[S16] at most ${most} frames of a socket are in flight, and more are slow_down: ${sockets}`, async () => {
    const store = createMemoryStore();
    const released = Promise.withResolvers<void>();
    const heads: typeof store.heads = async (user) => {
      await released.promise;
      return await store.heads(user);
    };
    await using server = await startServer({ sockets, env, store: { ...store, heads } });
    const { anna, group } = await formTrio(server);
    const [line, other] = [await connected(anna), await connected(anna)];
    for (let sent = 0; sent < most; sent++) line.send(ping);
    const id = newMessageId();
    line.send({ type: "send", group, id, text: "one too many" });
    const refused = await line.next(({ type }) => type === "error" || type === "message");
    assert(refused.type === "error", "The frame was taken");
    assert.deepEqual([refused.id, refused.code], [id, "slow_down"]);
    assert.match(refused.detail, /256/);
    other.send({ type: "send", group, id, text: "on another socket" });
    await other.next("message");
    released.resolve();
    for (let sent = 0; sent < most; sent++) await line.next("pong");
    line.send(ping);
    await line.next("pong");
    await Promise.all([line.close(), other.close()]);
  });
}
