// When what is over is forgotten, and what a failure keeps from it.

import assert from "node:assert/strict";
import { startPurges } from "../../actors/purges.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { after, formTrio, left, newId, noon } from "../support/store/store_cast.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const keepMs = {
  ...{ tickets: 30 * dayMs, groups: 30 * dayMs, reports: 365 * dayMs },
  ...{ devices: 400 * dayMs, networks: 30 * dayMs },
};

/** Lets what the clock has begun come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await null;
}

Deno.test("[D119] purges run soon after the start and each hour, and a kind that fails keeps no other from its turn", async () => {
  const { store, fail } = createFaultyStore(createMemoryStore());
  const clock = new FakeClock(noon);
  const reports: string[] = [];
  const { anna, bob, chloe, group } = await formTrio(store);
  for (const [at, { id }] of [anna, bob, chloe].entries()) {
    await store.leave({ group, message: left(id, at + 2) });
  }
  const session = {
    id: newId<"session">(),
    user: anna.id,
    createdAt: noon,
    expiresAt: after(1),
  };
  await store.openSession(session);
  const stop = startPurges({
    store,
    clock,
    keepMs,
    report: (event) => void reports.push(event),
  });
  fail("purgeTickets", "before");
  clock.advance(60_000);
  await settled();
  assert.equal(await store.session(session.id, noon), null);
  assert.deepEqual(reports, ["purge_failed"]);
  assert.notEqual(await store.groupMembers(group), null);
  clock.sleep(30 * dayMs + hourMs);
  await settled();
  assert.equal(await store.groupMembers(group), null);
  stop();
  assert.equal(reports.length, 1);
});
