// Buckets by key: each key has its own, and a flood of keys frees none that is held back.

import assert from "node:assert/strict";
import { KeyedBuckets, TokenBucket } from "../../protocol/token_bucket.ts";

Deno.test("[C3] a token that was given back can be taken, and a bucket never holds more than its burst", () => {
  const bucket = new TokenBucket({ capacity: 1, perSecond: 1 }, 0);
  assert(bucket.full(0));
  assert(bucket.take(0) && !bucket.take(0) && !bucket.full(999));
  bucket.give();
  bucket.give();
  assert(bucket.take(0));
  assert(!bucket.take(0));
});

Deno.test("[C9] keys do not touch each other, and one that is forgotten starts afresh", () => {
  const buckets = new KeyedBuckets<string>({ capacity: 1, perSecond: 1 });
  assert.deepEqual(["a", "a", "b"].map((key) => buckets.take(key, 0)), [true, false, true]);
  assert.deepEqual(["a", "c"].map((key) => buckets.waitMs(key, 400)), [600, 0]);
  buckets.give("a");
  assert(buckets.take("a", 400));
  buckets.forget("b");
  assert(buckets.take("b", 400));
});

Deno.test("[C9] past 10,000 keys those with a full bucket are forgotten, and none that is held back", () => {
  const buckets = new KeyedBuckets<string>({ capacity: 1, perSecond: 0.001 });
  assert(buckets.take("held back", 0));
  for (let n = 0; n < 20_001; n++) {
    buckets.take(`full ${n}`, 0);
    buckets.give(`full ${n}`);
  }
  assert(buckets.size <= 10_001, `${buckets.size} keys`);
  assert(!buckets.take("held back", 1_000));
  assert(buckets.waitMs("held back", 1_000) > 0);
});
