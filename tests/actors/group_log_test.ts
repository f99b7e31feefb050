// A group's actor and what happened without it: in another process, or by a commit that was reported
// as failed.

import assert from "node:assert/strict";
import { GroupHarness } from "../sim/checks/group_harness.ts";

Deno.test("[G4] [F2] who left in another process writes nothing more, also after a conflict", async () => {
  const group = await GroupHarness.open();
  const [anna, bob] = [group.user(0), group.user(1)];
  await group.send(anna);
  const head = (await group.log()).at(-1)?.seq ?? 0;
  const left = {
    kind: "left",
    id: group.newId(),
    by: bob,
    at: "2026-06-15T12:00:00.000Z",
  } as const;
  const message = { ...left, seq: head + 1 };
  assert.equal(await group.store.leave({ group: group.group, message }), "stored");
  const answer = await group.send(bob);
  assert.equal(answer.type === "refused" ? answer.code : answer.type, "not_member");
  assert.equal((await group.log()).at(-1)?.kind, "left");
  assert.deepEqual(group.take(bob).map(({ type }) => type).slice(-1), ["gone"]);
  await group.close();
});
