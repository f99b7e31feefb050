// What a ticket has become by waiting: its people's criteria as widened, their ages on a day, its
// next change. Pure.

import { ageOn } from "../../../protocol/age.ts";
import type { Day } from "../../../protocol/domain.ts";
import type { Person, Terms } from "../party.ts";
import type { Face } from "../index/match_class.ts";
import { effective, nextWideningAt } from "../../../protocol/widening.ts";

/** What matching sees of a ticket's people on a day, after their wait. */
export function facesAt({ people, since }: Waiting, day: Day, now: number): Face[] {
  return people.map(({ birthDate, sex, wish }) => ({
    age: ageOn(birthDate, day),
    sex,
    criteria: effective(wish, now - since),
  }));
}

/** Whether a ticket has waited long enough to meet known faces. */
export function areFacesOpen(since: number, now: number, { facesApartMs }: Terms): boolean {
  return now - since >= facesApartMs;
}

/**
 * The first instant after `now` at which a ticket can complete a trio by waiting alone; null: never
 * again.
 */
export function nextDueAt({ people, since }: Waiting, now: number, terms: Terms): number | null {
  let at = Infinity;
  for (const { wish, met } of people) {
    at = Math.min(at, nextWideningAt(wish, since, now) ?? Infinity);
    if (met.size > 0 && !areFacesOpen(since, now, terms)) {
      at = Math.min(at, since + terms.facesApartMs);
    }
  }
  return at === Infinity ? null : at;
}

interface Waiting {
  readonly people: readonly Person[];
  readonly since: number;
}
