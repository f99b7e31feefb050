// Random scenarios for the pool: a cast, relations between its members, and the steps that they
// take.

import fc from "fast-check";
import type { Criteria, Day, Sex } from "../../../protocol/domain.ts";

const cast = 11;

export interface CastMember {
  readonly birthDate: Day;
  readonly sex: Sex;
  readonly bot?: boolean;
  readonly devices?: readonly string[];
  readonly languages: readonly string[];
  readonly interests: readonly string[];
}
export type Step =
  | {
    readonly type: "place";
    readonly who: readonly number[];
    readonly criteria: readonly Criteria[];
    readonly seat: boolean;
    /** It is not matched before so long. */
    readonly restMs: number;
  }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "sleep" }
  /** `which`: of the tickets that the user is in. */
  | {
    readonly type: "withdraw" | "change";
    readonly who: number;
    readonly which: number;
    readonly criteria: Criteria;
  }
  /** `pair`: of those that the scenario keeps apart. */
  | { readonly type: "block" | "unblock"; readonly pair: number }
  /** `pair`: of those with a rematch wish; the second one wishes so, too, or takes it back. */
  | { readonly type: "again"; readonly pair: number }
  /** A user tells others of themselves anew. */
  | {
    readonly type: "tell";
    readonly who: number;
    readonly languages: readonly string[];
    readonly interests: readonly string[];
  }
  /** A member quits a group that was formed. */
  | { readonly type: "quit"; readonly group: number; readonly member: number };
export interface Scenario {
  readonly members: readonly CastMember[];
  readonly apart: readonly (readonly [number, number])[];
  readonly met: readonly (readonly [number, number])[];
  readonly again: readonly (readonly [number, number])[];
  /** Whether two who were in a group together count as having met. */
  readonly remembers: boolean;
  readonly steps: readonly Step[];
}

const who = fc.integer({ min: 0, max: cast - 1 });
const pairs = (maxLength: number, minLength = 0) =>
  fc.array(fc.tuple(who, who), { minLength, maxLength });
/** Most people have a device of their own, which needs no name. */
const devices = fc.constantFrom([], [], [], [], [], ["a"], ["b"], ["a", "b"], ["c", "b"]);
/** Nearly all have one in common; some have one with each of two others, and none with both. */
const languages = fc.constantFrom(
  ...[["en"], ["en"], ["en"], ["en", "fr"], ["fr", "en"], ["en", "de", "fr"]],
  ...[["fr", "de"], ["de", "en"], ["fr"], ["de"], ["it"]],
);
const interestNames = ["art", "books", "chess", "dance", "eating"];
/** Most have none. */
const interests = fc.oneof(
  { arbitrary: fc.constant([]), weight: 2 },
  { arbitrary: fc.subarray(interestNames), weight: 1 },
);
const criteria: fc.Arbitrary<Criteria> = fc.record({
  sex: fc.constantFrom("any", "any", "same"),
  age: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, null, 98, 99)),
  widen: fc.boolean(),
  widenSex: fc.boolean(),
  bots: fc.boolean(),
});
/**
 * On both sides of both walls; every fourth is born on 29 February, the others about the days of
 * the scenario.
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
/** Any step, with how likely each is beside the others. */
function stepOf(asked: fc.Arbitrary<Criteria>, sleeps: number): fc.Arbitrary<Step> {
  const placed = fc.record({
    type: fc.constant("place" as const),
    who: fc.oneof({ arbitrary: fc.tuple(who), weight: 4 }, {
      arbitrary: fc.tuple(who, who),
      weight: 1,
    }),
    criteria: fc.tuple(asked, asked),
    seat: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
    restMs: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 20_000),
  });
  const wait = fc.record({
    type: fc.constant("wait" as const),
    ms: fc.constantFrom(0, 1, 5_000, 15_000, 20_000, 60_000),
  });
  const pair = fc.nat(199);
  const relation = fc.oneof(
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
  const tells = fc.record({ type: fc.constant("tell" as const), who, languages, interests });
  return fc.oneof(
    { arbitrary: placed, weight: 10 },
    { arbitrary: wait, weight: 4 },
    { arbitrary: fc.constant({ type: "sleep" as const }), weight: sleeps },
    { arbitrary: change, weight: 1 },
    { arbitrary: relation, weight: 4 },
    { arbitrary: tells, weight: 1 },
  );
}

function scenarioOf(
  member: fc.Arbitrary<CastMember>,
  step: fc.Arbitrary<Step>,
  most: readonly [apart: number, met: number, again: number],
): fc.Arbitrary<Scenario> {
  return fc.record({
    members: fc.array(member, { minLength: cast, maxLength: cast }),
    apart: pairs(most[0]),
    met: pairs(most[1]),
    again: pairs(most[2]),
    remembers: fc.boolean(),
    steps: fc.array(step, { minLength: 15, maxLength: 40 }),
  });
}

/** People on both sides of both walls, with all kinds of criteria, through birthdays. */
export const scenario = scenarioOf(
  fc.record({
    birthDate,
    sex: fc.constantFrom<Sex>("female", "female", "male", "other", null),
    bot: fc.constantFrom(false, false, false, false, false, false, true),
    devices,
    languages,
    interests,
  }),
  stepOf(criteria, 1),
  [14, 14, 8],
);

const alike = fc.record({
  birthDate: fc.constantFrom("1990-07-01", "1990-08-01", "1992-07-01"),
  sex: fc.constant(null),
  devices,
  languages: fc.constant(["en"]),
  interests,
});
const nearlyAny = {
  sex: fc.constant("any" as const),
  age: fc.constantFrom(null, null, 1),
  widen: fc.constant(false),
};
const nearlyAnyone: fc.Arbitrary<Criteria> = fc.record(nearlyAny);

/** People of few classes that admit each other, most pairs of whom are kept apart or have met. */
export const tangle = scenarioOf(alike, stepOf(nearlyAnyone, 0), [24, 40, 8]);

/** People of few classes, of several languages, many of whom share interests. */
export const salon = scenarioOf(
  fc.record({
    birthDate: fc.constantFrom("1990-07-01", "1990-08-01", "1992-07-01"),
    sex: fc.constant(null),
    devices: fc.constant([]),
    languages,
    interests: fc.subarray(interestNames),
  }),
  stepOf(nearlyAnyone, 0),
  [30, 6, 16],
);

/** People and bots of few classes, some of whom are kept apart or have met. */
export const mixed = scenarioOf(
  fc.record({
    birthDate: fc.constantFrom("1990-07-01", "1992-07-01"),
    sex: fc.constant(null),
    bot: fc.boolean(),
    devices: fc.constant([]),
    languages: fc.constantFrom(["en"], ["en"], ["en", "fr"], ["fr"]),
    interests,
  }),
  stepOf(fc.record({ ...nearlyAny, bots: fc.constantFrom(true, true, false) }), 0),
  [20, 8, 8],
);

/** People of few classes who form groups, quit them, and may have rematch wishes. */
export const company: fc.Arbitrary<Scenario> = fc.record({
  calm: scenarioOf(alike, stepOf(nearlyAnyone, 0), [6, 0, 0]),
  met: pairs(20, 10),
}).map(({ calm, met }) => ({ ...calm, met, again: met }));

/**
 * A scenario of many who are kept apart in camps, with a few pairs who are not: its trios need
 * people of different camps.
 */
export const crowd: fc.Arbitrary<Scenario> = fc.record({
  camps: fc.array(fc.integer({ min: 0, max: 2 }).map((one) => one % 2), {
    minLength: 56,
    maxLength: 56,
  }),
  free: fc.array(fc.tuple(fc.nat(55), fc.nat(55)), { minLength: 1, maxLength: 4 }),
  told: fc.array(fc.subarray(interestNames), { minLength: 56, maxLength: 56 }),
  order: fc.shuffledSubarray(Array.from({ length: 56 }, (_, index) => index), { minLength: 50 }),
  ends: fc.array(fc.record({ type: fc.constant("unblock" as const), pair: fc.nat(999) }), {
    maxLength: 8,
  }),
}).map(({ camps, free, told, order, ends }) => {
  const isFree = (a: number, b: number) =>
    free.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
  const apart = camps.flatMap((camp, a) =>
    camps.flatMap((other, b) =>
      a < b && camp === other && !isFree(a, b) ? [[a, b] as const, [b, a] as const] : []
    )
  );
  // Several classes that do not all admit each other: one camp then has several colours.
  const criteriaAt = (at: number): Criteria => ({
    sex: at % 5 === 0 ? "same" : "any",
    age: at % 3 === 0 ? 3 : null,
    widen: false,
  });
  const steps = order.map((who): Step => ({
    type: "place",
    who: [who],
    criteria: [criteriaAt(who)],
    seat: false,
    restMs: 0,
  }));
  const members = camps.map((_, at): CastMember => ({
    birthDate: `${1990 + at % 6}-07-01`,
    sex: at % 4 === 0 ? "male" : "female",
    languages: at % 7 === 0 ? ["fr", "en"] : ["en"],
    interests: told[at] ?? [],
  }));
  return { members, apart, met: [], again: [], remembers: true, steps: [...steps, ...ends] };
});
