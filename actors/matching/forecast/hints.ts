// What a user who waits could change to wait less: at most one age and one change to any sex; where
// neither helps alone, both at once; one language more; and the company of bots. Each is the
// smallest change that helps, and two are told at most. Pure.

import type { Criteria, Hint } from "../../../protocol/domain.ts";

export type CriteriaChange = (criteria: Criteria) => Criteria;

/** How long a ticket would wait after a change, in ms; null: too little is known. */
type WaitAfter = (change: CriteriaChange) => number | null;

/** The age differences that are proposed: few, so that a hint does not tell who waits. */
const proposedAges = [1, 2, 3, 5, 10, 15, 20, 30];
/** A change helps when it brings the wait down to this share. */
const helpfulShare = 0.5;
const hintsMost = 2;

function unchanged(criteria: Criteria): Criteria {
  return criteria;
}

/** What all of a ticket's people would have, or let in, besides. */
export type Addition = { readonly language: string } | { readonly bots: true };

/** Whether a ticket would be matched at once with an addition. */
type IsMatchedWith = (addition: Addition) => boolean;

/**
 * `criteria`: of each of the ticket's people; `languages`: which could help, the likeliest first.
 * `within` is in whole seconds, rounded up.
 */
export function hintsFor(
  criteria: readonly Criteria[],
  waitAfter: WaitAfter,
  languages: readonly string[] = [],
  isMatchedWith: IsMatchedWith = () => false,
): Hint[] {
  const hints = criteriaHints(criteria, waitAfter);
  if (hints === null || hints.length >= hintsMost) return hints ?? [];
  const language = languages.find((one) => isMatchedWith({ language: one }));
  if (language !== undefined) hints.push({ language, within: 0 });
  const mayLetIn = hints.length < hintsMost && criteria.some(({ bots }) => bots !== true);
  return mayLetIn && isMatchedWith({ bots: true }) ? [...hints, { bots: true, within: 0 }] : hints;
}

/** Null: the criteria are not what it waits for. */
function criteriaHints(criteria: readonly Criteria[], waitAfter: WaitAfter): Hint[] | null {
  const usual = waitAfter(unchanged) ?? Infinity;
  if (usual === 0) return null;
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
