// When memory counts as short: each bound at its last and its first value, in virtual time.

import assert from "node:assert/strict";
import { createMemoryWatch } from "../../routes/limits/memory_watch.ts";
import { sentence } from "../../logging/lines.ts";
import { FakeClock } from "../support/fake_clock.ts";

const mebibyte = 2 ** 20;

function watch(mostBytes: number) {
  const clock = new FakeClock();
  const memory = { used: 0, reads: 0 };
  const notices: string[] = [];
  const usedBytes = () => {
    memory.reads += 1;
    return memory.used;
  };
  const watched = createMemoryWatch({
    clock,
    usedBytes,
    mostBytes,
    report: (event, details = {}) => notices.push(sentence(event, details)),
  });
  /** Whether it is short at the next reading. */
  const isShortWith = (used: number) => {
    memory.used = used;
    clock.advance(1_000);
    return watched.isShort();
  };
  return { clock, watched, memory, notices, isShortWith };
}

Deno.test("[X105] memory is short from the bound on, until it is well below it, and the operator is told once of each", () => {
  const { isShortWith, notices } = watch(100 * mebibyte);
  assert.equal(isShortWith(100 * mebibyte - 1), false);
  assert.equal(isShortWith(100 * mebibyte), true);
  assert.equal(isShortWith(300 * mebibyte), true);
  assert.equal(isShortWith(95 * mebibyte), true);
  assert.equal(isShortWith(95 * mebibyte - 1), false);
  assert.equal(isShortWith(99 * mebibyte), false);
  assert.deepEqual(notices, [
    "Memory is short: new sockets are refused (used_mb=100 limit_mb=100)",
    "Memory is enough again (used_mb=95 limit_mb=100)",
  ]);
});

Deno.test("[X105] memory is read once a second whatever is asked, also when the clock is set back, and with 0 never", () => {
  const { watched, memory, clock } = watch(mebibyte);
  for (let asked = 0; asked < 100; asked++) watched.isShort();
  clock.advance(999);
  watched.isShort();
  assert.equal(memory.reads, 1);
  clock.advance(1);
  watched.isShort();
  assert.equal(memory.reads, 2);
  const never = watch(0);
  assert.equal(never.isShortWith(2 ** 50), false);
  assert.equal(never.memory.reads, 0);
});
