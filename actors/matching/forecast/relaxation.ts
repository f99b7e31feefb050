// What waiting has made of a ticket: wider criteria, higher ages, people whom it may meet again.
// And when it changes next. Pure.

import { ageOn } from "../../../protocol/age.ts";
import type { Day } from "../../../protocol/domain.ts";
import type { Person, Terms } from "../party.ts";
import type { Entry } from "../entry.ts";
import { type MatchAttributes, type MatchClass, matchClassOf } from "../index/match_class.ts";
import { effective, nextWideningAt } from "../../../protocol/widening.ts";

/** The match attributes of a ticket's people on a day, after their wait. */
export function attributesAt({ people, since }: Waiting, day: Day, now: number): MatchAttributes[] {
  return people.map(({ birthDate, sex, bot = false, criteria }) => ({
    age: ageOn(birthDate, day),
    sex,
    bot,
    criteria: effective(criteria, now - since),
  }));
}

/** The class of a ticket once its criteria are as wide as they may ever become. */
export function widestClassOf(
  { people, attributes, matchClass, seat }: Pick<
    Entry,
    "people" | "attributes" | "matchClass" | "seat"
  >,
): MatchClass {
  const isFixed = people.every(({ criteria }) => !criteria.widen);
  if (isFixed) return matchClass;
  return matchClassOf(
    attributes.map((attribute, at) => ({
      ...attribute,
      criteria: effective(people[at]?.criteria ?? attribute.criteria, Infinity),
    })),
    seat,
  );
}

/** Whether a ticket has waited long enough for people whom its own met before. */
export function mayMeetAgain(since: number, now: number, { metApartMs }: Terms): boolean {
  return now - since >= metApartMs;
}

/** The first instant after `now` at which waiting alone changes a ticket; null: never again. */
export function nextDueAt({ people, since }: Waiting, now: number, terms: Terms): number | null {
  let at = Infinity;
  for (const { criteria, met } of people) {
    at = Math.min(at, nextWideningAt(criteria, since, now) ?? Infinity);
    if (met.size > 0 && !mayMeetAgain(since, now, terms)) {
      at = Math.min(at, since + terms.metApartMs);
    }
  }
  return at === Infinity ? null : at;
}

interface Waiting {
  readonly people: readonly Person[];
  readonly since: number;
}
