// The pool against its brute-force twin, on random stories.

import assert from "node:assert/strict";
import fc from "fast-check";
import { crowd, story, type Tally, World } from "./support/matching/world.ts";

/** All that must have come up, so that no part of the comparison was empty. */
const wanted = [
  ...["placed", "duo", "seat", "changed", "withdrawn", "widened", "faces", "blocked", "reunited"],
  ...["birthday", "leap birthday"],
  ...["trio by placed", "trio by duo", "trio by seat", "trio by changed", "trio by widened"],
  ...["trio by faces", "trio by reunited", "trio by birthday"],
  ...["trio with party of 1", "trio with party of 2", "trio with seat of 1", "trio with seat of 2"],
  ...["trio of known faces", "trio of friends"],
];

Deno.test("[M10] [M11] [M12] [M13] after every event the pool has done what trying all combinations says", () => {
  const tally: Tally = {};
  fc.assert(fc.property(story, (one) => new World(one, tally).run()), { numRuns: 2000 });
  const rare = wanted.filter((what) => (tally[what] ?? 0) < 20);
  assert.deepEqual(rare, [], `Too rare to prove anything: ${JSON.stringify(tally)}`);
});

Deno.test("[M10] [M11] crowds of people kept apart from each other are matched as trying all combinations says", () => {
  const tally: Tally = {};
  fc.assert(fc.property(crowd, (one) => new World(one, tally).run()), { numRuns: 14 });
  assert((tally["trio by placed"] ?? 0) > 10 && (tally["trio by reunited"] ?? 0) > 0, JSON.stringify(tally));
});
