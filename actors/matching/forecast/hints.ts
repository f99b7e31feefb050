// What a user who waits could change to wait less: at most one age and one change to any sex; where
// neither helps alone, both at once. Each is the smallest change that helps. Pure.

import type { Criteria, Hint } from "../../../protocol/domain.ts";

export type CriteriaChange = (criteria: Criteria) => Criteria;

/** How long a ticket would wait after a change, in ms; null: too little is known. */
type WaitAfter = (change: CriteriaChange) => number | null;

/** The age differences that are proposed: few, so that a hint does not tell who waits. */
const proposedAges = [1, 2, 3, 5, 10, 15, 20, 30];
/** A change helps when it brings the wait down to this share. */
const helpfulShare = 0.5;

function unchanged(criteria: Criteria): Criteria {
  return criteria;
}

/** `criteria`: of each of the ticket's people. `within` is in whole seconds, rounded up. */
export function hintsFor(criteria: readonly Criteria[], waitAfter: WaitAfter): Hint[] {
  const usual = waitAfter(unchanged) ?? Infinity;
  // The criteria are not what it waits for.
  if (usual === 0) return [];
  const within = (change: CriteriaChange): number | null => {
    const ms = waitAfter(change);
    return ms !== null && (ms === 0 || ms <= usual * helpfulShare) ? Math.ceil(ms / 1_000) : null;
  };
  const widest = Math.max(...criteria.map(({ age }) => age ?? -1));
  const wider = widest < 0 ? [] : proposedAges.filter((age) => age > widest);
  const isSame = criteria.some(({ sex }) => sex === "same");
  const hints: Hint[] = [];
  const age = firstOf(wider, (years) => within((asked) => withAge(asked, years)));
  if (age) hints.push({ age: age.value, within: age.found });
  const sex = isSame ? within(withAnySex) : null;
  if (sex !== null) hints.push({ sex: "any", within: sex });
  if (hints.length > 0 || !isSame) return hints;
  const both = firstOf(wider, (years) => within((asked) => withAnySex(withAge(asked, years))));
  return both ? [{ age: both.value, sex: "any", within: both.found }] : [];
}

function withAge(criteria: Criteria, age: number): Criteria {
  return criteria.age === null ? criteria : { ...criteria, age: Math.max(criteria.age, age) };
}

function withAnySex(criteria: Criteria): Criteria {
  return { ...criteria, sex: "any" };
}

/** The first value for which something is found, with that. */
function firstOf<Value, Found>(values: readonly Value[], find: (value: Value) => Found | null) {
  for (const value of values) {
    const found = find(value);
    if (found !== null) return { value, found };
  }
  return null;
}
