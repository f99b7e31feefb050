// A block that ends what there is: the group of both is left in the same step.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { User } from "../../protocol/domain.ts";
import type { Line } from "../../tools/client.ts";
import {
  connected,
  formTrio,
  framesSoFar,
  groupsOf,
  say,
  signUp,
} from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { groupOf, messagesOf, namesIn } from "../support/server/seats.ts";
import { drivers, startServer } from "../support/server/server.ts";

for (const sockets of drivers) {
  Deno.test(`[A147] a block with leave quits the group of both at once, and tells the blocked one no more than a quitting: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { GROUP_IDLE_SECONDS: "1" } });
    const { anna, bob, chloe, group } = await formTrio(server);
    // No actor of the group is in memory then.
    server.clock.sleep(5_000);
    assert.equal(server.world.groupActors(), 0);
    const [a, b, c] = [await connected(anna), await connected(bob), await connected(chloe)];
    const { status } = await anna.client.put(`/api/blocks/${bob.user.id}`, { leave: true });
    assert.equal(status, 204);
    assert.equal((await a.next("gone")).group, group);
    for (const line of [b, c]) {
      const { message } = await line.next("message", ({ message }) => message.kind === "left");
      assert.deepEqual([message.by, message.seq], [anna.user.id, 2]);
      await line.next("group", ({ group }) => namesIn(group).length === 2);
    }
    const told = async (line: Line) =>
      (await framesSoFar(line)).map(({ type }) => type).filter((type) => type !== "presence");
    assert.deepEqual(await told(b), await told(c));
    assert.deepEqual(await groupsOf(anna), []);
    assert.deepEqual(namesIn(await groupOf(chloe, group)), ["bob", "chloé"]);
    const { blocked } = (await anna.client.get<{ blocked: User[] }>("/api/blocks")).body;
    assert.deepEqual(blocked, [bob.user]);
    await say(c, group, "who is there?");
    assert.equal((await messagesOf(bob, group)).at(-1)?.seq, 3);
    for (const line of [a, b, c]) await line.close();
  });
}

Deno.test("[A147] without leave a block leaves groups as they are, and what leave is not is refused", async () => {
  await using server = await startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const path = `/api/blocks/${bob.user.id}`;
  for (const body of [undefined, {}, { leave: false }]) {
    assert.equal((await anna.client.request("PUT", path, body)).status, 204);
  }
  for (const body of [{ leave: 1 }, { leave: null }, { quit: true }, [], "true"]) {
    const { status } = await anna.client.request<Problem>("PUT", path, body);
    assert.equal(status, 400, JSON.stringify(body));
  }
  assert.deepEqual(namesIn(await groupOf(anna, group)), ["anna", "bob", "chloé"]);
  const dora = await signUp(server, "dora");
  assert.equal((await anna.client.put(`/api/blocks/${dora.user.id}`, { leave: true })).status, 204);
  assert.equal((await anna.client.put(`/api/blocks/${v7()}`, { leave: true })).status, 404);
  assert.deepEqual(namesIn(await groupOf(chloe, group)), ["anna", "bob", "chloé"]);
});
