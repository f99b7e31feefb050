// Every schedule of a few arrivals that keeps the rule "a trio that is possible is formed", by
// trying all: an arrival waits where no trio is possible, else it is in one of the possible trios.

import fc from "fast-check";
import {
  areJoinable,
  type MatchClass,
  matchClassOf,
} from "../../../actors/matching/index/match_class.ts";
import type { Sex } from "../../../protocol/domain.ts";
import { type Kind, mixes } from "../../../tools/simulate/mixes.ts";
import { beginAt, type Outcome } from "../../../tools/simulate/outcome.ts";
import { party, person } from "./parties.ts";

export interface Schedule {
  /** The waits of strict tickets, in ms, ascending; until the end for those in no trio. */
  readonly waits: readonly number[];
  /** Whether no ticket that is not strict has waited for a strict one. */
  readonly isPassing: boolean;
}

export interface Comer {
  readonly kind: Kind;
  readonly ages: readonly [number, number];
  readonly sexes: readonly [Sex, Sex];
  readonly isPair: boolean;
  /** Seconds since the arrival before. */
  readonly after: number;
}

const kinds = [
  "strict",
  "strict",
  "strict",
  "lax on age",
  "lax on sex",
  "lax",
  "lax",
  "duo",
  "seat",
] as const;
const age = fc.constantFrom(70, 70, 70, 73);
const sex = fc.constantFrom("female" as const, "female" as const, "male" as const);

/** So few that all schedules can be tried, and so soon that no ticket widens its sex. */
export const comers: fc.Arbitrary<Comer[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Kind>(...kinds),
    ages: fc.tuple(age, age),
    sexes: fc.tuple(sex, sex),
    isPair: fc.boolean(),
    after: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 5, maxLength: 11 },
);

export function outcomesOf(list: readonly Comer[]): Outcome[] {
  let at = beginAt;
  return list.map(({ kind, ages, sexes, isPair, after }, index) => {
    at += after * 1_000;
    const criteria = mixes.realistic.find((share) => share.kind === kind)?.criteria ??
      mixes.strict[0].criteria;
    const [one, two] = [0, 1].map((which) =>
      person(`${index} ${which}`, { age: ages[which] ?? 0, sex: sexes[which] ?? null, criteria })
    );
    if (!one || !two) throw new Error("Two people were to be made");
    const people = kind === "duo" || (kind === "seat" && isPair) ? [one, two] as const : one;
    const placed = { ...party(people, 0, kind === "seat"), since: at };
    return {
      kind,
      at,
      party: placed,
      age: ages[0],
      formedAt: null,
      overtakenAt: null,
      awayAt: null,
      isAway: false,
      isAsleep: false,
    };
  });
}

export function schedulesOf(outcomes: readonly Outcome[], endAt: number): Schedule[] {
  return follow({ left: outcomes, waiting: [], waits: [], isPassing: true }, endAt);
}

interface Course extends Schedule {
  readonly left: readonly Outcome[];
  readonly waiting: readonly Outcome[];
}

function follow(
  { left: [comer, ...left], waiting, waits, isPassing }: Course,
  endAt: number,
): Schedule[] {
  if (comer === undefined) {
    const open = waiting.filter(isStrict).map(({ at }) => endAt - at);
    return [{ waits: [...waits, ...open].sort((a, b) => a - b), isPassing }];
  }
  const trios = othersFor(comer, waiting);
  if (trios.length === 0) {
    return follow({ left, waiting: [...waiting, comer], waits, isPassing }, endAt);
  }
  return trios.flatMap((others) =>
    follow({
      left,
      waiting: waiting.filter((one) => !others.includes(one)),
      waits: [...waits, ...[comer, ...others].filter(isStrict).map(({ at }) => comer.at - at)],
      isPassing: isPassing && ([comer, ...others].some(isStrict) ? others.every(isStrict) : true),
    }, endAt)
  );
}

/** One or two waiting parties that make three with an arrival. */
function othersFor(comer: Outcome, waiting: readonly Outcome[]): Outcome[][] {
  const found: Outcome[][] = [];
  for (const [at, one] of waiting.entries()) {
    if (areTrio([comer, one])) found.push([one]);
    for (const other of waiting.slice(0, at)) {
      if (areTrio([comer, one, other])) found.push([one, other]);
    }
  }
  return found;
}

function areTrio(outcomes: readonly Outcome[]): boolean {
  const classes = outcomes.map(classOf);
  return classes.reduce((people, { size }) => people + size, 0) === 3 &&
    classes.every((a, at) => classes.slice(0, at).every((b) => areJoinable(a, b)));
}

function classOf({ party: { people, seat } }: Outcome): MatchClass {
  const attributes = people.map(({ birthDate, sex, criteria }) => ({
    age: 2026 - Number(birthDate.slice(0, 4)),
    sex,
    bot: false,
    criteria,
  }));
  return matchClassOf(attributes, seat);
}

function isStrict({ kind }: Outcome): boolean {
  return kind === "strict";
}
