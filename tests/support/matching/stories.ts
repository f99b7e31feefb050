// Random stories for the pool: who there is, who must or would rather not meet whom, and what
// happens.

import fc from "fast-check";
import type { Criteria, Day, Sex } from "../../../protocol/domain.ts";

const cast = 11;

export interface Figure {
  readonly birthDate: Day;
  readonly sex: Sex;
}
export type Act =
  | {
    readonly type: "place";
    readonly who: readonly number[];
    readonly wishes: readonly Criteria[];
    readonly seat: boolean;
  }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "sleep" }
  /** `which`: of the tickets that one is in. */
  | {
    readonly type: "withdraw" | "change";
    readonly who: number;
    readonly which: number;
    readonly criteria: Criteria;
  }
  /** `pair`: which of the story's pairs kept apart. */
  | { readonly type: "block" | "unblock"; readonly pair: number }
  /**
   * `pair`: which of the story's pairs who want to meet again; the second one says so, too, or
   * takes it back.
   */
  | { readonly type: "again"; readonly pair: number }
  /** One of a group that was formed quits it. */
  | { readonly type: "quit"; readonly group: number; readonly member: number };
export interface Story {
  readonly figures: readonly Figure[];
  readonly apart: readonly (readonly [number, number])[];
  readonly met: readonly (readonly [number, number])[];
  readonly again: readonly (readonly [number, number])[];
  /** Whether who was in a group with someone counts as having met them. */
  readonly remembers: boolean;
  readonly acts: readonly Act[];
}

const who = fc.integer({ min: 0, max: cast - 1 });
const pairs = (maxLength: number, minLength = 0) =>
  fc.array(fc.tuple(who, who), { minLength, maxLength });
const criteria: fc.Arbitrary<Criteria> = fc.record({
  sex: fc.constantFrom("any", "any", "same"),
  age: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, null, 98, 99)),
  widen: fc.boolean(),
  widenSex: fc.boolean(),
});
/**
 * On both sides of both walls; every fourth is born on 29 February, the others about the days of
 * the story.
 */
const birthDate = fc.oneof(
  fc.constantFrom("2008-02-29", "2012-02-29", "2004-02-29"),
  fc.tuple(
    fc.integer({ min: 2006, max: 2013 }),
    fc.constantFrom("02-27", "02-28", "03-01", "03-02", "07-01"),
  )
    .map(([year, day]) => `${year}-${day}`),
  fc.tuple(fc.integer({ min: 1995, max: 2009 }), fc.constantFrom("02-28", "03-01", "07-01"))
    .map(([year, day]) => `${year}-${day}`),
);
/** What may happen, with how likely each is beside the others. */
function actOf(asked: fc.Arbitrary<Criteria>, sleeps: number): fc.Arbitrary<Act> {
  const placed = fc.record({
    type: fc.constant("place" as const),
    who: fc.oneof({ arbitrary: fc.tuple(who), weight: 4 }, {
      arbitrary: fc.tuple(who, who),
      weight: 1,
    }),
    wishes: fc.tuple(asked, asked),
    seat: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  });
  const wait = fc.record({
    type: fc.constant("wait" as const),
    ms: fc.constantFrom(0, 1, 5_000, 15_000, 20_000, 60_000),
  });
  const pair = fc.nat(199);
  const tie = fc.oneof(
    fc.record({ type: fc.constantFrom("block", "unblock", "unblock", "unblock"), pair }),
    fc.record({ type: fc.constant("again" as const), pair }),
    fc.record({ type: fc.constant("quit" as const), group: fc.nat(20), member: fc.nat(2) }),
  );
  const change = fc.record({
    type: fc.constantFrom("withdraw", "change"),
    who,
    which: fc.nat(3),
    criteria: asked,
  });
  return fc.oneof(
    { arbitrary: placed, weight: 10 },
    { arbitrary: wait, weight: 4 },
    { arbitrary: fc.constant({ type: "sleep" as const }), weight: sleeps },
    { arbitrary: change, weight: 1 },
    { arbitrary: tie, weight: 4 },
  );
}

function storyOf(
  figure: fc.Arbitrary<Figure>,
  act: fc.Arbitrary<Act>,
  most: readonly [apart: number, met: number, again: number],
): fc.Arbitrary<Story> {
  return fc.record({
    figures: fc.array(figure, { minLength: cast, maxLength: cast }),
    apart: pairs(most[0]),
    met: pairs(most[1]),
    again: pairs(most[2]),
    remembers: fc.boolean(),
    acts: fc.array(act, { minLength: 15, maxLength: 40 }),
  });
}

/** People on both sides of both walls, with all kinds of wishes, through birthdays. */
export const story = storyOf(
  fc.record({ birthDate, sex: fc.constantFrom<Sex>("female", "female", "male", "other", null) }),
  actOf(criteria, 1),
  [14, 14, 8],
);

const alike = fc.record({
  birthDate: fc.constantFrom("1990-07-01", "1990-08-01", "1992-07-01"),
  sex: fc.constant(null),
});
const nearlyAnyone: fc.Arbitrary<Criteria> = fc.record({
  sex: fc.constant("any"),
  age: fc.constantFrom(null, null, 1),
  widen: fc.constant(false),
});

/** People of few classes that admit each other, most pairs of whom are kept apart or have met. */
export const tangle = storyOf(alike, actOf(nearlyAnyone, 0), [24, 40, 8]);

/** People of few classes who form groups, quit them, and may want to meet again. */
export const company: fc.Arbitrary<Story> = fc.record({
  calm: storyOf(alike, actOf(nearlyAnyone, 0), [6, 0, 0]),
  met: pairs(20, 10),
}).map(({ calm, met }) => ({ ...calm, met, again: met }));

/**
 * A story of many who are kept apart in camps, with a few pairs who are not: its trios need
 * people of different camps.
 */
export const crowd: fc.Arbitrary<Story> = fc.record({
  camps: fc.array(fc.integer({ min: 0, max: 2 }).map((one) => one % 2), {
    minLength: 56,
    maxLength: 56,
  }),
  free: fc.array(fc.tuple(fc.nat(55), fc.nat(55)), { minLength: 1, maxLength: 4 }),
  order: fc.shuffledSubarray(Array.from({ length: 56 }, (_, index) => index), { minLength: 50 }),
  ends: fc.array(fc.record({ type: fc.constant("unblock" as const), pair: fc.nat(999) }), {
    maxLength: 8,
  }),
}).map(({ camps, free, order, ends }) => {
  const isFree = (a: number, b: number) =>
    free.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
  const apart = camps.flatMap((camp, a) =>
    camps.flatMap((other, b) =>
      a < b && camp === other && !isFree(a, b) ? [[a, b] as const, [b, a] as const] : []
    )
  );
  // Of several classes that do not all admit each other, so that one camp comes to have several
  // colours.
  const wishAt = (at: number): Criteria => ({
    sex: at % 5 === 0 ? "same" : "any",
    age: at % 3 === 0 ? 3 : null,
    widen: false,
  });
  const acts = order.map((who): Act => ({
    type: "place",
    who: [who],
    wishes: [wishAt(who)],
    seat: false,
  }));
  const figures = camps.map((_, at): Figure => ({
    birthDate: `${1990 + at % 6}-07-01`,
    sex: at % 4 === 0 ? "male" : "female",
  }));
  return { figures, apart, met: [], again: [], remembers: true, acts: [...acts, ...ends] };
});
