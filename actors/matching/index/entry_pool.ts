// Entries for the tickets that come in, made of those that have left.

import type { Day, TicketId, UserId } from "../../../protocol/domain.ts";
import { noColours } from "./colours.ts";
import { type Entry, noRematches, setPeople } from "../entry.ts";
import type { Party, Terms } from "../party.ts";
import { attributesAt, mayMeetAgain } from "../forecast/relaxation.ts";
import { matchClassOf } from "./match_class.ts";

/** More than these are not kept: so many do not come at once. */
const mostSpare = 1_000;

/**
 * Made for each ticket, entries would pile up: when a map outgrows its table and takes another, the
 * runtime's old ones refer to each other, so that until a full collection all that was ever in the
 * map lives on.
 */
export class EntryPool {
  readonly #terms: Terms;
  readonly #spare: Entry[] = [];

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** The entry of a ticket, as it stands on a day after its wait. */
  take(party: Party, day: Day, now: number): Entry {
    const { ticket, since, seat, people } = party;
    const entry = this.#spare.pop() ?? blank();
    entry.ticket = ticket;
    entry.since = since;
    entry.seat = seat;
    setPeople(entry, people);
    entry.attributes = attributesAt(party, day, now);
    entry.mayMeetAgain = mayMeetAgain(since, now, this.#terms);
    entry.matchClass = matchClassOf(entry.attributes, seat);
    entry.colours = noColours;
    return entry;
  }

  /** Takes back an entry that nothing else refers to. */
  giveBack(entry: Entry): void {
    if (this.#spare.length < mostSpare) this.#spare.push(entry);
  }
}

function blank(): Entry {
  return {
    ticket: "" as TicketId,
    since: NaN,
    seat: false,
    people: [],
    user: "" as UserId,
    apart: new Set(),
    isAlone: true,
    hasRelations: false,
    attributes: [],
    mayMeetAgain: false,
    matchClass: matchClassOf([], false),
    colours: noColours,
    rematches: noRematches,
    dueAt: NaN,
    place: -1,
  };
}
