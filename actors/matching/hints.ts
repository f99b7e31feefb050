// What someone who waits could change to wait less: at most one age and one sex wish, each tried on the pool as if it
// had been asked for. Pure; names nobody and counts nobody.

import type { Criteria } from "../protocol.ts";

export type Hint =
  | { readonly age: number; readonly within: number }
  | { readonly sex: "any"; readonly within: number };

/** What a pool tells of a ticket whose criteria had been changed. */
export interface Trial {
  /** How the wait would go on, in ms: 0 where a trio is possible at once, null where too little is known. */
  waitMs(change: (criteria: Criteria) => Criteria): number | null;
}

/** The age differences that are proposed: few, so that a hint does not tell who waits. */
const ages = [1, 2, 3, 5, 10, 15, 20, 30];
/** A change helps when it brings the wait down to this share. */
const helpsFrom = 0.5;

/** At most two changes, the smallest that help; `within` is in whole seconds, rounded up. */
export function hintsFor(criteria: readonly Criteria[], trial: Trial): Hint[] {
  const now = trial.waitMs((same) => same) ?? Infinity;
  const helps = (ms: number | null): ms is number => ms !== null && (ms === 0 || ms <= now * helpsFrom);
  const hints: Hint[] = [];
  const widest = Math.max(...criteria.map(({ age }) => age ?? -1));
  for (const age of widest < 0 ? [] : ages.filter((one) => one > widest)) {
    const ms = trial.waitMs((one) => one.age === null ? one : { ...one, age: Math.max(one.age, age) });
    if (!helps(ms)) continue;
    hints.push({ age, within: Math.ceil(ms / 1_000) });
    break;
  }
  if (criteria.some(({ sex }) => sex === "same")) {
    const ms = trial.waitMs((one) => ({ ...one, sex: "any" }));
    if (helps(ms)) hints.push({ sex: "any", within: Math.ceil(ms / 1_000) });
  }
  return hints;
}
