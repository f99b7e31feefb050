// One queue as a search for one ticket goes along it: the tickets that may be together with that one, in the order of
// waiting. Goes only as far as it is asked to, past the pairs kept apart and no further.

import { type Entry, forbidden, relation } from "./entry.ts";
import type { Terms } from "./party.ts";
import { bitOf, type Queue, unknownColour } from "./queue.ts";

/** Whom a search is for, and a ticket that it leaves out. */
export interface Quest {
  readonly seeker: Entry;
  readonly ignore: Entry | null;
  readonly terms: Terms;
}

export class Walk {
  readonly quest: Quest;
  readonly queue: Queue;
  readonly #found: Entry[] = [];
  readonly #years: number[] = [];
  #passed = 0;

  constructor(quest: Quest, queue: Queue) {
    this.quest = quest;
    this.queue = queue;
  }

  /** The ticket at a place among those that may be together with the seeker; null past the last. */
  at(place: number): Entry | null {
    while (this.#found.length <= place && this.#passed < this.queue.entries.length) this.#pass();
    return this.#found[place] ?? null;
  }

  /** What `relation` says of the ticket at a place that was asked for and the seeker. */
  yearsAt(place: number): number {
    return this.#years[place] ?? 0;
  }

  /** A bit for each colour, and for the unknown, of those who may be together with the seeker. */
  get colours(): number {
    const { colour } = this.queue;
    if (colour !== unknownColour) return this.at(0) === null ? 0 : 1 << colour;
    this.at(Infinity);
    let colours = 0;
    for (const entry of this.#found) colours |= bitOf(entry.colour);
    return colours;
  }

  #pass(): void {
    const { seeker, ignore, terms } = this.quest;
    const entry = this.queue.entries[this.#passed++];
    if (entry === undefined || entry === seeker || entry === ignore) return;
    const years = relation(seeker, entry, terms);
    if (years === forbidden) return;
    this.#found.push(entry);
    this.#years.push(years);
  }
}
