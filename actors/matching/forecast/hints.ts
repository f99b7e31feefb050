// What someone who waits could change to wait less: at most one age and one sex wish, each tried on
// the pool as if it had been asked for; where neither helps alone, both at once. Pure; names nobody
// and counts nobody.

import type { Criteria } from "../../../protocol/domain.ts";

export type Hint =
  | { readonly age: number; readonly within: number }
  | { readonly sex: "any"; readonly within: number }
  | { readonly age: number; readonly sex: "any"; readonly within: number };

/** What a pool tells of a ticket whose criteria had been changed. */
export interface Trial {
  /**
   * How the wait would go on, in ms: 0 where a trio is possible at once, null where too little is
   * known.
   */
  waitMs(change: (criteria: Criteria) => Criteria): number | null;
}

/** The age differences that are proposed: few, so that a hint does not tell who waits. */
const ages = [1, 2, 3, 5, 10, 15, 20, 30];
/** A change helps when it brings the wait down to this share. */
const helpsFrom = 0.5;

/** At most two changes, the smallest that help; `within` is in whole seconds, rounded up. */
export function hintsFor(criteria: readonly Criteria[], trial: Trial): Hint[] {
  const now = trial.waitMs((same) => same) ?? Infinity;
  const within = (change: (criteria: Criteria) => Criteria): number | null => {
    const ms = trial.waitMs(change);
    return ms !== null && (ms === 0 || ms <= now * helpsFrom) ? Math.ceil(ms / 1_000) : null;
  };
  const widest = Math.max(...criteria.map(({ age }) => age ?? -1));
  const wider = widest < 0 ? [] : ages.filter((one) => one > widest);
  const isSame = criteria.some(({ sex }) => sex === "same");
  const hints: Hint[] = [];
  const age = firstOf(wider, (one) => within((criteria) => withAge(criteria, one)));
  if (age) hints.push({ age: age.value, within: age.found });
  const sex = isSame ? within((criteria) => ({ ...criteria, sex: "any" })) : null;
  if (sex !== null) hints.push({ sex: "any", within: sex });
  if (hints.length > 0 || !isSame) return hints;
  const both = firstOf(
    wider,
    (one) => within((criteria) => ({ ...withAge(criteria, one), sex: "any" })),
  );
  return both ? [{ age: both.value, sex: "any", within: both.found }] : [];
}

function withAge(criteria: Criteria, age: number): Criteria {
  return criteria.age === null ? criteria : { ...criteria, age: Math.max(criteria.age, age) };
}

/** The first of these of which something is found. */
function firstOf<Value, Found>(values: readonly Value[], find: (value: Value) => Found | null) {
  for (const value of values) {
    const found = find(value);
    if (found !== null) return { value, found };
  }
  return null;
}
