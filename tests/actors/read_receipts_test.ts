// Read pointers on their way to the store: how often, how many together, and after a fault.

import assert from "node:assert/strict";
import { ReadReceipts } from "../../actors/group/read_receipts.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { newId } from "../support/store/store_cast.ts";

const [user, other] = [newId<"user">() as UserId, newId<"user">() as UserId];
const group = newId<"group">() as GroupId;

/** Read receipts over a store that answers when it is told to; `writes`: the seqs of each call. */
function open() {
  const clock = new FakeClock();
  const writes: number[][] = [];
  const stored: number[] = [];
  const reports: string[] = [];
  let answer: (() => Promise<void>) | null = null;
  const receipts = new ReadReceipts({
    store: {
      ...createMemoryStore(),
      async markRead(pointers) {
        writes.push(pointers.map(({ seq }) => seq));
        await answer?.();
      },
    },
    clock,
    report: (event) => void reports.push(event),
  });
  const mark = (seq: number, by = user) =>
    receipts.mark({ user: by, group, seq }, () => void stored.push(seq));
  const pass = async (ms: number) => {
    for (let left = ms; left >= 0; left -= 100) {
      clock.advance(Math.min(left, 100));
      for (let turn = 0; turn < 20; turn++) await null;
    }
  };
  const answerBy = (next: (() => Promise<void>) | null) => answer = next;
  return { clock, receipts, writes, stored, reports, mark, pass, answerBy };
}

Deno.test("[D48] pointers that are marked together go in one statement, and of one pointer the last mark in time", async () => {
  const { receipts, writes, stored, mark, pass } = open();
  mark(1);
  mark(1, other);
  await pass(0);
  for (const seq of [2, 4, 3]) mark(seq);
  await pass(900);
  assert.deepEqual(writes, [[1, 1]], "Once a second for each");
  await pass(200);
  assert.deepEqual(writes, [[1, 1], [4]]);
  assert.deepEqual(stored, [1, 1, 4]);
  await receipts.stop();
});

Deno.test("[G7] a pointer that could not be stored is stored a second later, and never over a later one", async () => {
  const { receipts, writes, stored, reports, mark, pass, answerBy } = open();
  const gate = Promise.withResolvers<void>();
  answerBy(() => gate.promise);
  mark(5);
  await pass(0);
  mark(7);
  gate.reject(new Error("The connection was lost"));
  answerBy(null);
  await pass(0);
  assert.equal(reports.length, 1);
  await pass(1_100);
  assert.deepEqual(writes, [[5], [7]]);
  assert.deepEqual(stored, [7]);
  answerBy(() => Promise.reject(new Error("The connection was lost")));
  mark(9);
  await pass(1_100);
  answerBy(null);
  await pass(1_100);
  assert.deepEqual(writes.slice(2), [[9], [9]]);
  assert.deepEqual(stored, [7, 9]);
  await receipts.stop();
});

Deno.test("[G17] what waits when the program stops is stored, due or not", async () => {
  const { receipts, writes, mark, pass } = open();
  mark(1);
  await pass(0);
  mark(2);
  await receipts.stop();
  assert.deepEqual(writes, [[1], [2]]);
});

Deno.test("[G40] after the clock was set back a pointer is stored as soon as ever", async () => {
  const { clock, receipts, writes, mark, pass } = open();
  mark(1);
  await pass(0);
  clock.setBack(3_600_000);
  mark(2);
  await pass(1_100);
  assert.deepEqual(writes, [[1], [2]]);
  await receipts.stop();
});
