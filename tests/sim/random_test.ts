// Chance from a seed, on which every simulated world stands.

import assert from "node:assert/strict";
import { Random } from "../../tools/random.ts";

const draws = 2_000;

function drawn<Value>(draw: (random: Random) => Value, seed = 1): Value[] {
  const random = new Random(seed);
  return Array.from({ length: draws }, () => draw(random));
}

/** Whether each of these values makes up this share of the draws, within a fifth of it. */
function assertShares(values: readonly unknown[], shares: Readonly<Record<string, number>>): void {
  const counts = Map.groupBy(values, String);
  assert.deepEqual([...counts.keys()].sort(), Object.keys(shares).sort());
  for (const [name, share] of Object.entries(shares)) {
    const found = (counts.get(name)?.length ?? 0) / values.length;
    assert(Math.abs(found - share) < share / 5, `${name}: ${found} instead of ${share}`);
  }
}

Deno.test("[N1] the same seed gives the same chance, and neighbouring seeds begin with unlike numbers", () => {
  assert.deepEqual(drawn(({ float }) => float(), 7), drawn(({ float }) => float(), 7));
  const firsts = Array.from({ length: draws }, (_, seed) => new Random(seed).float());
  const tenths = Object.fromEntries(Array.from({ length: 10 }, (_, tenth) => [tenth, 0.1]));
  assertShares(firsts.map((first) => Math.floor(first * 10)), tenths);
  assertShares(firsts.slice(1).map((first, at) => first > (firsts[at] ?? 0)), {
    true: 0.5,
    false: 0.5,
  });
});

Deno.test("[N1] each kind of choice has its bounds and its weights", () => {
  assertShares(drawn((random) => random.whole(2, 4)), { 2: 1 / 3, 3: 1 / 3, 4: 1 / 3 });
  assertShares(drawn((random) => random.below(2)), { 0: 0.5, 1: 0.5 });
  assertShares(drawn((random) => random.chance(0.25)), { true: 0.25, false: 0.75 });
  assertShares(drawn((random) => random.pick(["a", "b"])), { a: 0.5, b: 0.5 });
  assertShares(drawn((random) => random.weighted({ a: 3, b: 1, never: 0 })), { a: 0.75, b: 0.25 });
  assert.equal(new Random(1).pick([]), undefined);
  assert.throws(() => new Random(1).weighted({ never: 0 }), /weight/);
  const ids = drawn((random) => random.id());
  assert.equal(new Set(ids).size, draws);
  for (const id of ids) {
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  }
});

Deno.test("[N1] a fork does not depend on how often its source is asked later", () => {
  const [one, other] = [new Random(3), new Random(3)];
  const [fork, same] = [one.fork(), other.fork()];
  one.float();
  assert.deepEqual([fork.float(), fork.float()], [same.float(), same.float()]);
  assert.notEqual(one.fork().float(), one.fork().float());
});
