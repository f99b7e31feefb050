// The match class of a ticket: a few whole numbers that hold all that decides who admits whom,
// except for pairs that are kept apart. Tickets of one class are interchangeable in matching. Pure.
//
// A class has the ages and sexes that are in the party, how many of it are bots, the ages and sexes
// that all of the party admit, and whether they let in bots. Ages and sexes are ranges or sets of
// bits, so that whether two classes may be joined is a few comparisons. Who asks for the same sex
// and who asks for any sex are of two classes; who waits longer is not of another one. Waiting
// changes a class when it widens the criteria or brings a birthday.

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
   * The ages that all of the party admit, within their side of the walls; none if `from` > `to`.
   */
  readonly from: number;
  readonly to: number;
  /** The sexes in the party, and those that all of it admit, a bit for each. */
  readonly sexes: number;
  readonly admitted: number;
  /** The bots in the party, and whether all of it let in others. A bot does. */
  readonly bots: number;
  readonly letsBotsIn: boolean;
  /** The same number for the same class, and for no other of its size. */
  readonly key: number;
}

/** What matching sees of one person on a day, with the criteria as widened so far. */
export interface MatchAttributes {
  readonly age: number;
  readonly sex: Sex;
  readonly bot: boolean;
  readonly criteria: Criteria;
}

/** Ages from 0 to this are told apart; sign-up admits none above. */
export const highestAge = 127;
const anySex = 15;
/** The ages on each side of the walls. A test holds them against `sideOf`. */
const sides: Readonly<Record<ReturnType<typeof sideOf>, readonly [number, number]>> = {
  "under 16": [0, 15],
  "16-17": [16, 17],
  adult: [18, highestAge],
};

export function matchClassOf(attributes: readonly MatchAttributes[], seat: boolean): MatchClass {
  let [low, high, from, to, sexes, admitted] = [highestAge, 0, 0, highestAge, 0, anySex];
  let [bots, letsBotsIn] = [0, true];
  for (const { age: lived, sex, bot, criteria } of attributes) {
    const age = Math.max(0, Math.min(lived, highestAge));
    const [first, last] = sides[sideOf(age)];
    const within = criteria.age ?? highestAge;
    low = Math.min(low, age);
    high = Math.max(high, age);
    from = Math.max(from, first, age - within);
    to = Math.min(to, last, age + within);
    sexes |= bitOf(sex);
    admitted &= criteria.sex === "any" ? anySex : sameAs(sex);
    if (bot) bots += 1;
    else letsBotsIn &&= criteria.bots === true;
  }
  // Two who are together may ask for what does not suit each other. Nobody comes to them.
  if (bots > 0 && !letsBotsIn) admitted = 0;
  const size = attributes.length;
  const facts = { size, seat, low, high, from, to, sexes, admitted, bots, letsBotsIn, key: 0 };
  facts.key = keyOf(facts);
  return facts;
}

/** Of a party of one it keeps to 30 bits, which V8 holds and compares without an object. */
function keyOf(
  { size, seat, low, high, from, to, sexes, admitted, bots, letsBotsIn }: Omit<MatchClass, "key">,
): number {
  const ages = (low * 128 + from) * 128 + to;
  const rest = (bots * 2 + Number(letsBotsIn)) * 2 + Number(seat);
  // One person has one sex, and asks for that or for any.
  if (size === 1) return (ages * 16 + sexAt(sexes) * 4 + kindOf(admitted)) * 8 + rest;
  return ((ages * 128 + high) * 256 + sexes * 16 + admitted) * 16 + rest;
}

/** Whether two parties may be in one trio, as far as their classes tell. Symmetric. */
export function areJoinable(a: MatchClass, b: MatchClass): boolean {
  return b.low >= a.from && b.high <= a.to && a.low >= b.from && a.high <= b.to &&
    (b.sexes & ~a.admitted) === 0 && (a.sexes & ~b.admitted) === 0 &&
    a.size + b.size <= 3 && !(a.seat && b.seat) &&
    (a.bots === 0 || b.letsBotsIn) && (b.bots === 0 || a.letsBotsIn) && a.bots + b.bots < 3;
}

/** Whether three parties of one are bots, all of them: a person is to be in each trio. */
export function areOnlyBots(a: MatchClass, b: MatchClass, c: MatchClass): boolean {
  return a.bots + b.bots + c.bots === 3;
}

/** Which of four one bit is. */
function sexAt(bit: number): number {
  return 31 - Math.clz32(bit);
}

/** 0: any; 1: the same; 2: nobody. */
function kindOf(admitted: number): number {
  return admitted === anySex ? 0 : admitted === 0 ? 2 : 1;
}

function bitOf(sex: Sex): number {
  return sex === null ? 8 : sex === "female" ? 1 : sex === "male" ? 2 : 4;
}

/** Nobody is admitted by a person who asks for the same sex and did not disclose their own. */
function sameAs(sex: Sex): number {
  return sex === null ? 0 : bitOf(sex);
}
