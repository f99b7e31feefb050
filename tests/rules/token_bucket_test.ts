// Token buckets: what may be done at once, how fast it comes back, and keys that do not touch each
// other.

import assert from "node:assert/strict";
import { KeyedBuckets, TokenBucket } from "../../protocol/token_bucket.ts";

const now = Date.parse("2026-06-15T12:00:00.000Z");
const allowance = { capacity: 3, perSecond: 2 };

/** How many of so many attempts were allowed. */
function taken(attempts: number, take: () => boolean): number {
  return Array.from({ length: attempts }, take).filter(Boolean).length;
}

Deno.test("[C3] a bucket gives its capacity at once, then its rate, and never more than it holds", () => {
  const bucket = new TokenBucket(allowance, now);
  assert.equal(taken(5, () => bucket.take(now)), 3);
  assert.equal(bucket.take(now + 499), false);
  assert.equal(bucket.take(now + 500), true);
  assert.equal(taken(9, () => bucket.take(now + 3_600_000)), 3);
});

Deno.test("[C3] a bucket tells the wait until its next token, whatever was asked meanwhile", () => {
  const bucket = new TokenBucket(allowance, now);
  assert.equal(bucket.waitMs(now), 0);
  taken(3, () => bucket.take(now));
  assert.equal(bucket.waitMs(now), 500);
  assert.equal(bucket.waitMs(now + 200), 300);
  assert.equal(bucket.take(now + 300), false);
  assert.equal(bucket.waitMs(now + 300), 200);
  assert.equal(bucket.waitMs(now + 500), 0);
});

Deno.test("[C3] a clock that is set back takes no token away", () => {
  const bucket = new TokenBucket(allowance, now);
  assert.equal(bucket.take(now), true);
  assert.equal(taken(5, () => bucket.take(now - 60_000)), 2);
  assert.equal(bucket.take(now - 59_500), true);
});

Deno.test("[C3] a token that is given back can be taken, and a full bucket stays full", () => {
  const bucket = new TokenBucket(allowance, now);
  bucket.give();
  assert.equal(bucket.full(now), true);
  assert.equal(taken(5, () => bucket.take(now)), 3);
  bucket.give();
  assert.equal(bucket.full(now), false);
  assert.equal(taken(5, () => bucket.take(now)), 1);
});

Deno.test("[C3] what was spent elsewhere is owed, ten buckets at most, and earned back at the rate", () => {
  const bucket = new TokenBucket({ capacity: 4, perSecond: 2 }, 0);
  bucket.charge(3, 0);
  assert.ok(bucket.take(0));
  assert.ok(!bucket.take(0));
  bucket.charge(5, 0);
  assert.ok(!bucket.take(2_999));
  assert.ok(bucket.take(3_000));
  bucket.charge(1_000, 3_000);
  assert.equal(bucket.waitMs(3_000), 20_500);
});

Deno.test("[A7] each key has a bucket of its own, and starts afresh when it is forgotten", () => {
  const buckets = new KeyedBuckets<string>(allowance);
  assert.equal(taken(5, () => buckets.take("anna", now)), 3);
  assert.equal(buckets.waitMs("anna", now), 500);
  assert.equal(buckets.waitMs("bob", now), 0);
  assert.equal(buckets.take("bob", now), true);
  buckets.give("anna");
  assert.equal(taken(5, () => buckets.take("anna", now)), 1);
  buckets.forget("anna");
  assert.equal(taken(5, () => buckets.take("anna", now)), 3);
  assert.equal(taken(5, () => buckets.take("bob", now)), 2);
});

Deno.test("[A7] a key that is held back is not freed by a flood of others", () => {
  const buckets = new KeyedBuckets<string>({ capacity: 1, perSecond: 0.001 });
  assert.equal(buckets.take("anna", now), true);
  for (let other = 0; other <= 10_000; other++) buckets.take(`other${other}`, now);
  assert.equal(buckets.take("anna", now), false);
  // By then the others' buckets are full and forgotten, which changes nothing for them.
  const later = now + 1_000_000;
  assert.equal(buckets.take("another", later), true);
  assert.equal(taken(2, () => buckets.take("other1", later)), 1);
});

Deno.test("[C9] past 10,000 keys those with a full bucket are forgotten, and none that is held back", () => {
  const buckets = new KeyedBuckets<string>({ capacity: 1, perSecond: 0.001 });
  assert(buckets.take("held back", now));
  for (let other = 0; other < 20_001; other++) {
    buckets.take(`full ${other}`, now);
    buckets.give(`full ${other}`);
  }
  assert(buckets.size <= 10_001, `${buckets.size} keys`);
  assert(!buckets.take("held back", now + 1_000));
  assert(buckets.waitMs("held back", now + 1_000) > 0);
});

Deno.test("[C570] buckets that are full again are forgotten as others come, and none that is held back", () => {
  const buckets = new KeyedBuckets<string>({ capacity: 2, perSecond: 1 });
  assert(buckets.take("owes", now));
  buckets.charge("owes", 10, now);
  for (let other = 0; other < 1_000; other++) buckets.take(`first ${other}`, now);
  assert.equal(buckets.size, 1_001);
  for (let other = 0; other < 1_000; other++) buckets.take(`then ${other}`, now + 2_000);
  assert(buckets.size <= 1_001, `${buckets.size} keys`);
  assert(!buckets.take("owes", now + 2_000));
  assert.equal(taken(3, () => buckets.take("then 999", now + 2_000)), 1);
});
