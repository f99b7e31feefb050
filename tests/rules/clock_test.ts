// Instants as the wire writes them.

import assert from "node:assert/strict";
import fc from "fast-check";
import { instantOf } from "../../protocol/clock.ts";

Deno.test("[C10] an instant is written alike whichever was written before it", () => {
  const near = fc.integer({ min: 0, max: 3 }).map((ms) => Date.parse("2026-06-15") + ms);
  const any = fc.integer({ min: -8.64e15, max: 8.64e15 });
  fc.assert(fc.property(fc.array(fc.oneof(near, any)), (instants) => {
    for (const ms of instants) assert.equal(instantOf(ms), new Date(ms).toISOString());
  }));
});

Deno.test("[C10] what is no instant is refused each time, and harms none that follows", () => {
  for (const ms of [NaN, 8.64e15 + 1, Infinity]) {
    for (let time = 0; time < 2; time++) assert.throws(() => instantOf(ms), RangeError);
    assert.equal(instantOf(0), "1970-01-01T00:00:00.000Z");
  }
});
