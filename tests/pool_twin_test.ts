// The pool against its brute-force twin, on random stories.

import assert from "node:assert/strict";
import fc from "fast-check";
import { crowd, type Story, story, tangle } from "./support/matching/stories.ts";
import { type Tally, World } from "./support/matching/world.ts";

/** All that must have come up, so that no part of the comparison was empty. */
const wanted = [
  ...["placed", "duo", "seat", "changed", "withdrawn", "widened", "faces", "blocked", "reunited"],
  ...["birthday", "leap birthday"],
  ...["trio by placed", "trio by duo", "trio by seat", "trio by changed", "trio by widened"],
  ...["trio by faces", "trio by reunited", "trio by birthday"],
  ...["trio with party of 1", "trio with party of 2", "trio with seat of 1", "trio with seat of 2"],
  ...["trio of known faces", "trio of friends"],
];

function tell(stories: fc.Arbitrary<Story>, numRuns: number, happens: readonly string[]): void {
  const tally: Tally = {};
  fc.assert(fc.property(stories, (one) => new World(one, tally).run()), { numRuns });
  const never = happens.filter((what) => (tally[what] ?? 0) === 0);
  assert.deepEqual(never, [], `Never happened: ${JSON.stringify(tally)}`);
}

Deno.test("[M10] [M11] [M12] [M13] after every event the pool has done what trying all combinations says", () => {
  tell(story, 2000, wanted);
});

Deno.test("[M10] [M11] where most are kept apart or have met, the pool does what trying all combinations says", () => {
  tell(tangle, 1000, [
    "trio by placed",
    "trio by duo",
    "trio by faces",
    "trio by reunited",
    "trio of known faces",
  ]);
});

Deno.test("[M10] [M11] crowds whose people are kept apart are matched as trying all combinations says", () => {
  tell(crowd, 12, ["trio by placed", "trio by reunited"]);
});
