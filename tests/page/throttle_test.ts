// What follows changes calmly, in a time that the test holds.

import assert from "node:assert/strict";
import { throttle } from "../../web/platform/throttle.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("[W131] a change after a pause is followed at once; of many, the last one in time, and none without a change", () => {
  const clock = new FakeClock();
  const followed: number[] = [];
  let value = 0;
  const follow = throttle(clock, 500, () => void followed.push(value));
  const change = () => {
    value++;
    follow();
  };
  change();
  assert.deepEqual(followed, [1], "The first one had to wait");
  for (let step = 0; step < 10; step++) {
    clock.advance(45);
    change();
  }
  assert.deepEqual(followed, [1]);
  clock.advance(50);
  assert.deepEqual(followed, [1, 11]);
  clock.advance(499);
  change();
  assert.deepEqual(followed, [1, 11]);
  clock.advance(1);
  assert.deepEqual(followed, [1, 11, 12]);
  clock.advance(5_000);
  assert.deepEqual(followed, [1, 11, 12]);
  change();
  assert.deepEqual(followed, [1, 11, 12, 13]);
});
