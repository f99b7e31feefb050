// What each request and frame is answered while the disk has no room, over a fake of it.

import assert from "node:assert/strict";
import { guardStore } from "../../db/disk/guarded_store.ts";
import type { Disk, Effect } from "../../db/store/disk.ts";
import type { Reply } from "../../tools/client.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { connected, errorOf, formTrio, newMessageId, say } from "../support/server/people.ts";
import { drivers, startServer } from "../support/server/server.ts";

const reason = "There is no room";

/** A disk that lets everything through until the test takes some of it away. */
function createDisk(): Disk & { refused: readonly Effect[] } {
  return {
    refused: [],
    refusal(effect) {
      return this.refused.includes(effect) ? reason : null;
    },
  };
}

/** Refused before anything was done, with a time to come back after. */
function assertRefused({ status, body, headers }: Reply): void {
  const { code, detail } = body as { code: string; detail: string };
  assert.deepEqual({ status, code, detail }, { status: 503, code: "unavailable", detail: reason });
  assert.equal(headers.get("retry-after"), "10");
}

for (const sockets of drivers) {
  Deno.test(`[P32] without room what is new is refused and what ends something goes on: ${sockets}`, async () => {
    const disk = createDisk();
    const store = guardStore(createMemoryStore(), disk);
    await using server = await startServer({ sockets, disk, store });
    const { anna, bob, group } = await formTrio(server);
    const line = await connected(anna);
    const seq = (await say(line, group, "before")).seq;
    disk.refused = ["adds"];
    for (
      const frame of [
        { type: "send", group, id: newMessageId(), text: "new" },
        { type: "edit", group, id: newMessageId(), seq, text: "other" },
        { type: "react", group, id: newMessageId(), seq, emoji: "👍", on: true },
      ] as const
    ) {
      assert.equal(await errorOf(line, frame), "unavailable");
    }
    const account = { username: "newcomer", password: "walnut-orbit-71" };
    assertRefused(await server.client().signUp(account));
    const criteria = { sex: "any", age: null, widen: false };
    assertRefused(await anna.client.put("/api/ticket", { criteria }));
    assertRefused(await anna.client.request("POST", "/api/invites"));
    assertRefused(await anna.client.get("/readyz"));
    assert.equal((await anna.client.get("/healthz")).status, 200);
    assert.equal((await anna.client.get(`/api/groups/${group}/messages`)).status, 200);
    line.send({ type: "erase", group, id: newMessageId(), seq });
    await line.next("message", ({ message }) => message.kind === "erased");
    assert.equal((await bob.client.delete(`/api/groups/${group}/membership`)).status, 204);
    assert.equal((await bob.client.delete("/api/session")).status, 204);
    disk.refused = ["adds", "frees"];
    assert.equal(
      await errorOf(line, { type: "quit", group }),
      "unavailable",
    );
    assertRefused(await anna.client.delete("/api/session"));
    disk.refused = [];
    await say(line, group, "after");
    assert.equal((await anna.client.get("/readyz")).status, 200);
    await line.close();
  });
}
