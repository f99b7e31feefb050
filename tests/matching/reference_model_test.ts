// The pool against the reference model, on random scenarios.

import fc from "fast-check";
import {
  company,
  crowd,
  mixed,
  salon,
  type Scenario,
  scenario,
  tangle,
} from "../support/matching/scenarios.ts";
import { searchFor, Tally } from "../support/matching/tally.ts";
import { World } from "../support/matching/world.ts";

/** All that must have happened, so that no part of the comparison was empty. */
const wanted = [
  ...["placed", "duo", "seat", "changed", "withdrawn", "widened", "may meet again"],
  ...[
    "blocked",
    "unblocked",
    "again",
    "parted",
    "birthday",
    "leap birthday",
    "both alone and in a seat",
  ],
  ...["trio by placed", "trio by duo", "trio by seat", "trio by changed", "trio by widened"],
  ...["trio by may meet again", "trio by birthday", "trio by rested"],
  ...["trio with party of 1", "trio with party of 2", "trio with seat of 1", "trio with seat of 2"],
  ...["trio of people who have met", "trio of who waits on"],
];

function compare(
  scenarios: fc.Arbitrary<Scenario>,
  numRuns: number,
  happens: readonly string[],
): Promise<void> {
  const tally = new Tally();
  const property = fc.property(scenarios, (one) => new World(one, tally).run());
  return searchFor(tally, happens, () => fc.assert(property, { numRuns }));
}

Deno.test("[M10] [M11] [M12] [M13] after every event the pool has done what trying all combinations says", async () => {
  await compare(scenario, 2000, wanted);
});

Deno.test("[M10] [M11] where most are kept apart or have met, the pool does what trying all combinations says", async () => {
  await compare(tangle, 1000, [
    "trio by placed",
    "trio by duo",
    "trio by may meet again",
    "trio by unblocked",
    "trio of people who have met",
  ]);
});

Deno.test("[M10] [M11] where groups are formed and left, the pool does what trying all combinations says", async () => {
  await compare(company, 1000, [
    "trio by again",
    "trio by parted",
    "trio of friends",
    "trio of who waits on",
  ]);
});

Deno.test("[M10] [M11] [O11] [O12] where languages and interests differ, the pool does what trying all combinations says", async () => {
  await compare(salon, 2000, [
    "trio by placed",
    "trio by told",
    "trio by unblocked",
    "trio by duo",
    "trio by seat",
    "trio of shared interests",
    "trio of people who have met",
  ]);
});

Deno.test("[M10] [M11] [M400] [M401] people and bots are matched as trying all combinations says", async () => {
  await compare(mixed, 400, [
    ...["placed", "duo", "seat", "unblocked", "told"].map((kind) =>
      `trio with two bots by ${kind}`
    ),
    ...["placed", "duo", "seat"].map((kind) => `trio with a bot by ${kind}`),
    "trio of shared interests",
    "trio of friends",
    "alone no more",
  ]);
});

Deno.test("[M10] [M11] crowds whose people are kept apart are matched as trying all combinations says", async () => {
  await compare(crowd, 12, ["trio by placed", "trio by unblocked"]);
});
