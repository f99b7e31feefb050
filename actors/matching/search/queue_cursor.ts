// One queue as a search for one ticket goes along it: the tickets that may be together with that
// one, in the order of waiting. Goes only as far as it is asked to, past the pairs kept apart and
// no further.

import { noColours } from "../index/colours.ts";
import { type Entry, forbidden, relation } from "../entry.ts";
import type { Terms } from "../party.ts";
import type { Queue } from "../index/queue.ts";
import type { MatchClass } from "../index/match_class.ts";

/** Whom a search is for, and a ticket that it leaves out. */
export interface Query {
  readonly seeker: Entry;
  readonly ignore: Entry | null;
  readonly terms: Terms;
  /** Colours of tickets that were met and are kept apart from the seeker. */
  apartColours: number;
}

export class QueueCursor {
  #query: Query;
  #queue: Queue;
  readonly #found: Entry[] = [];
  readonly #years: number[] = [];
  /** How many of the above belong to this search. */
  #count = 0;
  #passed = 0;
  #areColoursRead = false;
  #anyColours = 0;
  #commonColours = 0;
  /**
   * See `Pairs`, which sets these: nobody in the queue has waited since before the first of them.
   */
  firstSince = Infinity;
  lowestCost = Infinity;

  constructor(query: Query, queue: Queue) {
    this.#query = query;
    this.#queue = queue;
  }

  /**
   * Begins anew for another search: a search takes hundreds of walks, and making them would take
   * longer than they do.
   */
  begin(query: Query, queue: Queue): void {
    this.#query = query;
    this.#queue = queue;
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

  /** Whether it is known by now that nobody in the queue may be together with the seeker. */
  get isVain(): boolean {
    return this.#count === 0 && this.#passed >= this.#queue.entries.length;
  }

  /** What `relation` says of the ticket at a place that was asked for and the seeker. */
  yearsAt(place: number): number {
    return this.#years[place] ?? 0;
  }

  /** The colours that any of those have who may be together with the seeker. */
  get anyColours(): number {
    this.#readColours();
    return this.#anyColours;
  }

  /**
   * The colours that all of them have; where all in the queue have the same, nobody is looked at.
   */
  get commonColours(): number {
    this.#readColours();
    return this.#commonColours;
  }

  #readColours(): void {
    if (this.#areColoursRead) return;
    this.#areColoursRead = true;
    const { anyColours, commonColours } = this.#queue;
    const areAlike = anyColours === commonColours && anyColours !== noColours;
    this.#anyColours = areAlike ? anyColours : noColours;
    this.#commonColours = areAlike ? commonColours : -1;
    if (areAlike) return;
    this.at(0);
    for (let place = 0; place < this.#count; place++) {
      this.#mix(this.#found[place]?.colours ?? noColours);
    }
    if (!this.isVain) this.#readOthers();
  }

  /**
   * Those not passed yet. Whether one may be together with the seeker is asked only where its
   * colours make a difference.
   */
  #readOthers(): void {
    const { entries } = this.#queue;
    for (let at = this.#passed; at < entries.length; at++) {
      const entry = entries[at];
      if (entry === undefined) return;
      const { colours } = entry;
      if ((colours & ~this.#anyColours) === 0 && (this.#commonColours & ~colours) === 0) continue;
      if (this.#yearsTo(entry) !== forbidden) this.#mix(colours);
    }
  }

  #mix(colours: number): void {
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
