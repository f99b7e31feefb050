// An object pool of entries: those that have left are used again for tickets that come in.

import type { Day, TicketId, UserId } from "../../../protocol/domain.ts";
import { noColours } from "./colours.ts";
import { type Entry, noRematches, setPeople } from "../entry.ts";
import type { Party, Terms } from "../party.ts";
import { attributesAt, mayMeetAgain } from "../forecast/relaxation.ts";
import { matchClassOf } from "./match_class.ts";

/** More spare entries are not kept: so many tickets do not come at once. */
const mostSpare = 1_000;

/**
 * Entries made for each ticket would pile up in memory. When a map outgrows its table it takes a
 * larger one, and V8 links the old tables: whatever was ever in the map then lives until a full
 * collection.
 */
export class EntryPool {
  readonly #terms: Terms;
  readonly #spare: Entry[] = [];

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** The entry of a ticket on a day, after its wait. */
  take(party: Party, day: Day, now: number): Entry {
    const { ticket, since, seat, people } = party;
    const entry = this.#spare.pop() ?? blank();
    entry.ticket = ticket;
    entry.since = since;
    entry.seat = seat;
    entry.isActive = false;
    entry.restsUntil = party.restsUntil ?? 0;
    setPeople(entry, people);
    entry.attributes = attributesAt(party, day, now);
    entry.mayMeetAgain = mayMeetAgain(since, now, this.#terms);
    entry.matchClass = matchClassOf(entry.attributes, seat);
    entry.widest = entry.matchClass;
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
    deviceBits: 0,
    isAlone: true,
    hasRelations: false,
    languages: [],
    languageKey: "",
    interestBits: 0,
    savedWithin: 0,
    attributes: [],
    isActive: false,
    restsUntil: 0,
    mayMeetAgain: false,
    matchClass: matchClassOf([], false),
    widest: matchClassOf([], false),
    cell: null,
    colours: noColours,
    rematches: noRematches,
    dueAt: NaN,
    place: -1,
  };
}
