// Widening by consent: what criteria are after a wait, and when they become wider next. Pure.
// Criteria without `widen` stay as they are for ever.

import type { Criteria } from "./domain.ts";
import { widestAgeGap } from "./rules.ts";

/** The age difference grows by a year each time that this has passed. */
const yearEachMs = 15_000;
const mostYearsMore = 10;
/** With a consent of its own, "same" becomes "any" after this time. */
const sexAfterMs = 120_000;

/** The criteria that hold after a wait. They are never narrower, and an age of null stays null. */
export function effective(criteria: Criteria, waitedMs: number): Criteria {
  const { sex, age, widen, bots = false } = criteria;
  if (!widen) {
    return criteria.widenSex === undefined ? criteria : { sex, age, widen, ...(bots && { bots }) };
  }
  return {
    sex: criteria.widenSex === true && waitedMs >= sexAfterMs ? "any" : sex,
    age: age === null ? null : Math.max(age, Math.min(age + yearsMore(waitedMs), widestAgeGap)),
    widen,
    ...(bots && { bots }),
  };
}

/** The first instant after `now` at which a ticket's criteria become wider; null: never again. */
export function nextWideningAt(criteria: Criteria, since: number, now: number): number | null {
  if (!criteria.widen) return null;
  const waitedMs = Math.max(0, now - since);
  const years = yearsMore(waitedMs);
  const grows = criteria.age !== null && years < mostYearsMore &&
    criteria.age + years < widestAgeGap;
  const ageAt = grows ? since + (years + 1) * yearEachMs : Infinity;
  const opens = criteria.widenSex === true && criteria.sex === "same" && waitedMs < sexAfterMs;
  const at = Math.min(ageAt, opens ? since + sexAfterMs : Infinity);
  return at === Infinity ? null : at;
}

function yearsMore(waitedMs: number): number {
  return Math.max(0, Math.min(mostYearsMore, Math.floor(waitedMs / yearEachMs)));
}
