// What a ticket has become by waiting: its people's criteria as widened, its class on a day, its next change. Pure.

import { ageOn } from "../age.ts";
import type { Criteria, Day } from "../protocol.ts";
import type { Entry } from "./entry.ts";
import type { Party, Person, Terms } from "./party.ts";
import { unknownColour } from "./queue.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { effective, nextWideningAt } from "./widening.ts";

export interface Progress {
  readonly effective: readonly Criteria[];
  readonly facesOpen: boolean;
}

export function makeEntry(party: Party, progress: Progress, day: Day): Entry {
  const { ticket, since, seat, people } = party;
  return {
    ticket,
    since,
    seat,
    people,
    ...progress,
    shape: shapeOn(day, party, progress.effective),
    colour: unknownColour,
    friends: [],
    dueAt: 0,
    place: -1,
  };
}

export function progressAt({ people, since }: Waiting, now: number, terms: Terms): Progress {
  return {
    effective: people.map(({ wish }) => effective(wish, now - since)),
    facesOpen: now - since >= terms.facesApartMs,
  };
}

/** The first instant after `now` at which a ticket can complete a trio by waiting alone; null: never again. */
export function nextDueAt({ people, since }: Waiting, now: number, { facesApartMs }: Terms): number | null {
  let at = Infinity;
  for (const { wish, met } of people) {
    at = Math.min(at, nextWideningAt(wish, since, now) ?? Infinity);
    if (met.size > 0 && now - since < facesApartMs) at = Math.min(at, since + facesApartMs);
  }
  return at === Infinity ? null : at;
}

export function shapeOn(day: Day, { people, seat }: Waiting, criteria: readonly Criteria[]): Shape {
  const faces = people.map(({ birthDate, sex, wish }, at) => ({
    age: ageOn(birthDate, day),
    sex,
    criteria: criteria[at] ?? wish,
  }));
  return shapeOf(faces, seat);
}

interface Waiting {
  readonly people: readonly Person[];
  readonly seat: boolean;
  readonly since: number;
}
