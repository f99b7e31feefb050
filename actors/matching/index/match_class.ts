// The class of a ticket as a few whole numbers: all that decides who admits whom, pairs kept apart
// aside. Tickets of the same shape are interchangeable in matching. Pure.

import { sideOf } from "../../../protocol/age.ts";
import type { Criteria, Sex } from "../../../protocol/domain.ts";

export interface MatchClass {
  /** People in the party: 1 or 2. */
  readonly size: number;
  readonly seat: boolean;
  /** The youngest and the oldest of the party. */
  readonly low: number;
  readonly high: number;
  /**
   * The ages that all of the party admit, the wall's side included; none when `from` is above `to`.
   */
  readonly from: number;
  readonly to: number;
  /** The sexes in the party, and those that all of it admit: a bit for each of `sexBits`. */
  readonly sexes: number;
  readonly admitted: number;
  /** The same number for the same shape, and for no other. */
  readonly key: number;
}

/** One member as matching sees them on a day: the criteria as widened so far. */
export interface MatchAttributes {
  readonly age: number;
  readonly sex: Sex;
  readonly criteria: Criteria;
}

/** Ages are told apart from 0 to this; none above it is let in at sign-up. */
export const oldestAge = 127;
const anySex = 15;
/**
 * The ages of each side of the walls: the boundaries of `sideOf`, which a test holds against it.
 */
const sides: Readonly<Record<ReturnType<typeof sideOf>, readonly [number, number]>> = {
  "under 16": [0, 15],
  "16-17": [16, 17],
  adult: [18, oldestAge],
};

export function matchClassOf(attributes: readonly MatchAttributes[], seat: boolean): MatchClass {
  let [low, high, from, to, sexes, admitted] = [oldestAge, 0, 0, oldestAge, 0, anySex];
  for (const { age: lived, sex, criteria } of attributes) {
    const age = Math.max(0, Math.min(lived, oldestAge));
    const [first, last] = sides[sideOf(age)];
    const within = criteria.age ?? oldestAge;
    low = Math.min(low, age);
    high = Math.max(high, age);
    from = Math.max(from, first, age - within);
    to = Math.min(to, last, age + within);
    sexes |= bitOf(sex);
    admitted &= criteria.sex === "any" ? anySex : sameAs(sex);
  }
  const size = attributes.length;
  const ages = ((low * 128 + from) * 128 + to) * 256 + sexes * 16 + admitted;
  // A party of one keeps to 30 bits, which the runtime holds and compares without an object.
  const key = size === 1 ? ages * 2 + Number(seat) : (ages * 128 + high) * 2 + Number(seat);
  return { size, seat, low, high, from, to, sexes, admitted, key };
}

/** Whether two parties may be in one trio, as far as their classes tell. Symmetric. */
export function areJoinable(a: MatchClass, b: MatchClass): boolean {
  return b.low >= a.from && b.high <= a.to && a.low >= b.from && a.high <= b.to &&
    (b.sexes & ~a.admitted) === 0 && (a.sexes & ~b.admitted) === 0 &&
    a.size + b.size <= 3 && !(a.seat && b.seat);
}

function bitOf(sex: Sex): number {
  return sex === null ? 8 : sex === "female" ? 1 : sex === "male" ? 2 : 4;
}

/** Who did not tell their sex cannot ask for the same one: nobody is let in. */
function sameAs(sex: Sex): number {
  return sex === null ? 0 : bitOf(sex);
}
