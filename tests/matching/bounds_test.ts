// The simulator's bounds against all schedules of small crowds, found by trying everything.

import assert from "node:assert/strict";
import fc from "fast-check";
import { byClass, type Help } from "../../tools/simulate/bounds.ts";
import { fewestLate, leastQuantile } from "../../tools/simulate/lateness.ts";
import type { Outcome } from "../../tools/simulate/outcome.ts";
import { quantile } from "../../tools/simulate/report.ts";
import { comers, outcomesOf, type Schedule, schedulesOf } from "../support/matching/schedules.ts";
import { searchFor, Tally } from "../support/matching/tally.ts";

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Compares the bound with the best schedule, for every limit that tells two schedules apart. */
function check(
  outcomes: readonly Outcome[],
  schedules: readonly Schedule[],
  help: Help,
  tally: Tally,
): void {
  const endAt = (outcomes.at(-1)?.at ?? 0) + 5_000;
  if (schedules.length === 0) return;
  const classes = [...byClass(outcomes).values()];
  for (const limit of new Set(schedules.flatMap(({ waits }) => waits))) {
    const bound = sum(classes.map((arrivals) => fewestLate(arrivals, help, limit, endAt)));
    const best = Math.min(...schedules.map(({ waits }) => waits.filter((ms) => ms > limit).length));
    assert(bound <= best, `${bound} are late by ${limit} ms, ${help}, and ${best} in a schedule`);
    if (best > 0) tally.count(`${help}: ${bound === best ? "exact" : "below"}`);
  }
  for (const share of [0.5, 0.9]) {
    const bound = leastQuantile(outcomes, help, { share, endAt });
    const best = Math.min(...schedules.map(({ waits }) => quantile(waits, share)));
    assert(bound <= best, `The bound ${bound} is above ${best}, ${help}`);
    if (bound > 0) tally.count(`${help}: above 0`);
  }
}

Deno.test("[M23] no schedule that forms what is possible is better than a bound, and some are as good", async () => {
  const tally = new Tally();
  const property = fc.property(comers, (list) => {
    const outcomes = outcomesOf(list);
    const schedules = schedulesOf(outcomes, (outcomes.at(-1)?.at ?? 0) + 5_000);
    check(outcomes, schedules, "waiting", tally);
    check(outcomes, schedules.filter(({ isPassing }) => isPassing), "passing", tally);
  });
  const happens = ["waiting", "passing"].flatMap((help) =>
    ["exact", "below", "above 0"].map((what) => `${help}: ${what}`)
  );
  await searchFor(tally, happens, () => fc.assert(property, { numRuns: 2_000 }));
});
