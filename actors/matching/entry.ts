// A ticket while it waits in the pool, and what one ticket is to another. The pool alone makes and changes entries.

import type { TicketId } from "../protocol.ts";
import type { Person, Terms } from "./party.ts";
import type { Face, Shape } from "./shape.ts";

export interface Entry {
  readonly ticket: TicketId;
  readonly since: number;
  readonly seat: boolean;
  /** As given, save for pairs that were kept apart or reunited since. */
  people: readonly Person[];
  /** Of each member: what matching sees, the criteria as widened so far. */
  faces: readonly Face[];
  shape: Shape;
  /** Whether it has waited long enough to meet known faces. */
  facesOpen: boolean;
  /** See `colours.ts`. */
  colours: number;
  /** Tickets that wait, too, and that want to meet this one's people again, as these do. */
  friends: Entry[];
  dueAt: number;
  place: number;
}

/** The order of waiting: below 0 when `a` comes first. Total, since tickets' ids differ. */
export function byWaiting(a: Entry, b: Entry): number {
  return a.since - b.since || (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0);
}

/** What `relation` says of two who may not be together. */
export const forbidden = 2 ** 30 - 1;

/** What it costs to join two parties, in years, beyond their ages; 0 for strangers; or `forbidden`. Symmetric. */
export function relation(a: Entry, b: Entry, terms: Terms): number {
  let years = 0;
  for (const one of a.people) {
    for (const other of b.people) {
      if (areApart(one, other)) return forbidden;
      if (wantAgain(one, other)) years -= terms.againYears;
      else if (haveMet(one, other)) {
        if (!a.facesOpen || !b.facesOpen) return forbidden;
        years += terms.metYears;
      }
    }
  }
  return years;
}

export function wantAgain(a: Person, b: Person): boolean {
  return a.again.size > 0 && a.again.has(b.user) && b.again.has(a.user);
}

// The sizes are looked at first since most sets are empty, and hashing a name costs more than all the rest.
function areApart(a: Person, b: Person): boolean {
  return (a.apart.size > 0 && a.apart.has(b.user)) || (b.apart.size > 0 && b.apart.has(a.user));
}

function haveMet(a: Person, b: Person): boolean {
  return a.met.size > 0 && a.met.has(b.user) && b.met.has(a.user);
}
