// Who may be together, and the trio that a ticket completes. Pure: PROTOCOL's section "Who may be together", pair by
// pair, and nothing else.

import { ageOn, sideOf } from "./age.ts";
import type { Criteria, Day, Sex, UserId } from "./protocol.ts";

/** An open ticket, as matching sees it. */
export interface Candidate {
  readonly user: UserId;
  readonly birthDate: Day;
  readonly sex: Sex;
  /** The criteria as widened so far. */
  readonly criteria: Criteria;
  readonly apart: ReadonlySet<UserId>;
}

export type Trio<T> = readonly [T, T, T];

/** Whether a's criteria let b in. Not symmetric: see `mayMeet`. */
export function admits(a: Candidate, b: Candidate, day: Day): boolean {
  if (a.criteria.sex === "same" && (a.sex === null || a.sex !== b.sex)) return false;
  if (a.criteria.age === null) return true;
  return Math.abs(ageOn(a.birthDate, day) - ageOn(b.birthDate, day)) <= a.criteria.age;
}

/** Whether two may be in one group: each admits the other, no wall lies between them, nothing keeps them apart. */
export function mayMeet(a: Candidate, b: Candidate, day: Day): boolean {
  return a.user !== b.user &&
    !a.apart.has(b.user) && !b.apart.has(a.user) &&
    sideOf(ageOn(a.birthDate, day)) === sideOf(ageOn(b.birthDate, day)) &&
    admits(a, b, day) && admits(b, a, day);
}

/**
 * The trio that `changed` completes with two others of the pool, or null when there is none. The pool is in the order
 * of waiting, the longest first; of all possible pairs the one with the longest-waiting first, then second, is taken.
 */
export function findTrio<T extends Candidate>(pool: Iterable<T>, changed: T, day: Day): Trio<T> | null {
  const within: T[] = [];
  for (const other of pool) {
    if (mayMeet(changed, other, day)) within.push(other);
  }
  for (const [index, first] of within.entries()) {
    const second = within.slice(index + 1).find((other) => mayMeet(first, other, day));
    if (second) return [first, second, changed];
  }
  return null;
}
