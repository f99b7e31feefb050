// A ticket while it waits in the pool, and what one ticket is to another. The pool alone makes and
// changes entries, and uses them again: what has left the pool may be another ticket's at any time.

import type { TicketId, UserId } from "../../protocol/domain.ts";
import type { Person, Terms } from "./party.ts";
import type { MatchAttributes, MatchClass } from "./index/match_class.ts";

export interface Entry {
  ticket: TicketId;
  since: number;
  seat: boolean;
  /**
   * As given, save for pairs that were kept apart or reunited since; changed by `setPeople` alone.
   */
  people: readonly Person[];
  /**
   * What there is to know of most: a search that had to look for it in `people` would take twice as
   * long.
   */
  user: UserId;
  apart: ReadonlySet<UserId>;
  isAlone: boolean;
  hasRelations: boolean;
  /** Of each member: what matching sees, the criteria as widened so far. */
  attributes: readonly MatchAttributes[];
  matchClass: MatchClass;
  /** Whether it has waited long enough to meet known faces. */
  mayMeetAgain: boolean;
  /** See `colours.ts`. */
  colours: number;
  /** Tickets that wait, too, and that want to meet this one's people again, as these do. */
  rematches: readonly Entry[];
  dueAt: number;
  place: number;
}

/** The order of waiting: below 0 when `a` comes first. Total, since tickets' ids differ. */
export function byWaiting(a: Entry, b: Entry): number {
  return a.since - b.since || (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0);
}

/** What `relation` says of two who may not be together. */
export const forbidden = 2 ** 30 - 1;

/** Of nearly all: a list each would be more to make than all else that a ticket is. */
export const noRematches: readonly Entry[] = Object.freeze([]);

export function setPeople(entry: Entry, people: readonly [Person, ...Person[]]): void {
  const [first] = people;
  entry.people = people;
  entry.user = first.user;
  entry.apart = first.apart;
  entry.isAlone = people.length === 1;
  entry.hasRelations = people.some(({ met, rematchWishes }) =>
    met.size > 0 || rematchWishes.size > 0
  );
}

/**
 * What it costs to join two parties, in years, beyond their ages; 0 for strangers; or `forbidden`.
 * Symmetric.
 */
export function relation(a: Entry, b: Entry, terms: Terms): number {
  if (isAmong(b.user, a.apart) || isAmong(a.user, b.apart)) return forbidden;
  // Ties count where both have them.
  if (a.isAlone && b.isAlone && !(a.hasRelations && b.hasRelations)) return 0;
  let years = 0;
  for (const one of a.people) {
    for (const other of b.people) {
      if (isAmong(other.user, one.apart) || isAmong(one.user, other.apart)) return forbidden;
      if (wantRematch(one, other)) years -= terms.rematchYears;
      else if (haveMet(one, other)) {
        if (!a.mayMeetAgain || !b.mayMeetAgain) return forbidden;
        years += terms.metYears;
      }
    }
  }
  return years;
}

export function wantRematch(a: Person, b: Person): boolean {
  return isAmong(b.user, a.rematchWishes) && isAmong(a.user, b.rematchWishes);
}

function haveMet(a: Person, b: Person): boolean {
  return isAmong(b.user, a.met) && isAmong(a.user, b.met);
}

// The size is looked at first since most sets are empty, and hashing a name costs more than all the
// rest.
function isAmong(user: UserId, users: ReadonlySet<UserId>): boolean {
  return users.size > 0 && users.has(user);
}
