// One queue as a search for one ticket goes along it: the tickets that may be together with the
// seeker, in the order of waiting. It goes only as far as it is asked to.
//
// The stop rule, which lets a search end after one ticket of most queues. Let x and x' be of one
// queue, x before x', both free to join the others of a trio, and x a stranger to them: `relation`
// is 0. Then the trio with x is at least as good as the trio with x', unless x' has a rematch wish
// or an interest in common with one of the others:
//
// - The ages cost the same, since tickets of one class have the same ages.
// - The relations of x cost 0. Those of x' cost 0 or more: only a rematch wish saves years, and
//   interests in common do.
// - The oldest ticket of the trio with x is as old or older, since x waits longer.
// - In a tie the order of waiting decides, and x comes first.
//
// So a search that has offered the trio with x may leave the rest of the queue. It goes on past
// tickets that are kept apart from the seeker, and past people who have met, whom it offers, since
// a stranger behind them may be better. Trios with a rematch wish are tried by themselves, in
// `rematches.ts`, and so are those that save years by interests, in `shared_interests.ts`.

import { noColours } from "../index/colours.ts";
import { savedYears } from "../common_ground.ts";
import { type Entry, forbidden, relation } from "../entry.ts";
import type { Terms } from "../party.ts";
import type { Queue } from "../index/queue.ts";
import type { MatchClass } from "../index/match_class.ts";

/** The ticket that a search is for, and a ticket that it leaves out. */
export interface Query {
  readonly seeker: Entry;
  readonly ignore: Entry | null;
  readonly terms: Terms;
  /** The colours of tickets that were passed and are kept apart from the seeker. */
  apartColours: number;
}

export class QueueCursor {
  #query: Query;
  #queue: Queue;
  readonly #found: Entry[] = [];
  readonly #years: number[] = [];
  /** How many of the above are of this search. */
  #count = 0;
  #passed = 0;
  #areColoursRead = false;
  #anyColours = 0;
  #commonColours = 0;
  /** Of the seeker's languages, those that all tickets of the queue have. */
  mask = 0;
  /** Set by `Pairs`: since when the first of the queue waits. */
  firstSince = Infinity;
  /** Set by `Pairs`: no trio of strangers with a ticket of the queue costs less. */
  lowestCost = Infinity;

  constructor(query: Query, queue: Queue) {
    this.#query = query;
    this.#queue = queue;
  }

  /** Begins anew for another search. `mask`: of the seeker's languages, those of the queue. */
  begin(query: Query, queue: Queue, mask: number): void {
    this.#query = query;
    this.#queue = queue;
    this.mask = mask;
    this.#count = 0;
    this.#passed = 0;
    this.#areColoursRead = false;
  }

  get queue(): Queue {
    return this.#queue;
  }

  get matchClass(): MatchClass {
    return this.#queue.matchClass;
  }

  /** The ticket at a place among those that may be together with the seeker; null past the last. */
  at(place: number): Entry | null {
    while (this.#count <= place && this.#passed < this.#queue.entries.length) this.#pass();
    return place < this.#count ? this.#found[place] ?? null : null;
  }

  /** Whether all of the queue was passed and nobody in it may be together with the seeker. */
  get isExhausted(): boolean {
    return this.#count === 0 && this.#passed >= this.#queue.entries.length;
  }

  /** The relation between the seeker and the ticket at a place that `at` has given. */
  yearsAt(place: number): number {
    return this.#years[place] ?? 0;
  }

  /** How many years the ticket saves by interests, with the seeker and within itself. */
  savedAt(place: number): number {
    const entry = this.#found[place];
    if (entry === undefined || entry.interestBits === 0) return 0;
    return savedYears(this.#query.seeker, entry) + entry.savedWithin;
  }

  /** Whether a ticket may save years with the seeker, or a party of two within itself. */
  get maySave(): boolean {
    const { interested, matchClass } = this.#queue;
    return interested > 0 && (this.#query.seeker.interestBits !== 0 || matchClass.size === 2);
  }

  /** The colours that any ticket has that may be together with the seeker. */
  get anyColours(): number {
    this.#readColours();
    return this.#anyColours;
  }

  /** The colours that all these tickets have. */
  get commonColours(): number {
    this.#readColours();
    return this.#commonColours;
  }

  #readColours(): void {
    if (this.#areColoursRead) return;
    this.#areColoursRead = true;
    const { anyColours, commonColours } = this.#queue;
    // Where all of the queue have the same colours, none of its tickets is looked at.
    const areAlike = anyColours === commonColours && anyColours !== noColours;
    this.#anyColours = areAlike ? anyColours : noColours;
    this.#commonColours = areAlike ? commonColours : -1;
    if (areAlike) return;
    this.at(0);
    for (let place = 0; place < this.#count; place++) {
      this.#unite(this.#found[place]?.colours ?? noColours);
    }
    if (!this.isExhausted) this.#readOthers();
  }

  /** Reads the tickets that were not passed yet, but only those whose colours change the sets. */
  #readOthers(): void {
    const { entries } = this.#queue;
    for (let at = this.#passed; at < entries.length; at++) {
      const entry = entries[at];
      if (entry === undefined) return;
      const { colours } = entry;
      if ((colours & ~this.#anyColours) === 0 && (this.#commonColours & ~colours) === 0) continue;
      if (this.#yearsTo(entry) !== forbidden) this.#unite(colours);
    }
  }

  #unite(colours: number): void {
    this.#anyColours |= colours;
    this.#commonColours &= colours;
  }

  #pass(): void {
    const entry = this.#queue.entries[this.#passed++];
    const years = entry === undefined ? forbidden : this.#yearsTo(entry);
    if (entry === undefined || years === forbidden) return;
    this.#found[this.#count] = entry;
    this.#years[this.#count] = years;
    this.#count += 1;
  }

  #yearsTo(entry: Entry): number {
    const query = this.#query;
    if (entry === query.seeker || entry === query.ignore) return forbidden;
    const years = relation(query.seeker, entry, query.terms);
    if (years === forbidden) query.apartColours |= entry.colours;
    return years;
  }
}
