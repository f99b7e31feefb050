// The tickets of one class and of the same languages in the order of waiting. Its colours are
// counted, so that a search knows them without going along the queue. What colours are,
// `colours.ts` teaches.

import { byWaiting, type Entry } from "../entry.ts";
import type { MatchClass } from "./match_class.ts";
import type { Speakers } from "./speakers.ts";

export class Queue {
  readonly matchClass: MatchClass;
  readonly speakers: Speakers<Queue>;
  /** In the order of waiting. */
  readonly entries: Entry[] = [];
  /** Where the queue stands among those of its age; kept by the index. */
  place = -1;
  /** How many of the tickets are of people with interests. */
  interested = 0;
  /** The colours that any, and that all, of the tickets have. */
  anyColours = 0;
  commonColours = 0;
  /** By colour: how many tickets have it. */
  readonly #counts: number[] = [];

  constructor(matchClass: MatchClass, speakers: Speakers<Queue>) {
    this.matchClass = matchClass;
    this.speakers = speakers;
  }

  add(entry: Entry): void {
    const last = this.entries.at(-1);
    if (last === undefined || byWaiting(last, entry) < 0) this.entries.push(entry);
    else this.entries.splice(this.#find(entry), 0, entry);
    this.#count(entry.colours, 1);
    if (entry.interestBits !== 0) this.interested += 1;
  }

  remove(entry: Entry): void {
    this.entries.splice(this.#find(entry), 1);
    this.#count(entry.colours, -1);
    if (entry.interestBits !== 0) this.interested -= 1;
  }

  recolour(entry: Entry, colours: number): void {
    this.#count(entry.colours, -1);
    entry.colours = colours;
    this.#count(colours, 1);
  }

  #count(colours: number, by: number): void {
    this.anyColours |= colours;
    this.commonColours = 0;
    for (let left = this.anyColours; left !== 0; left &= left - 1) {
      const at = 31 - Math.clz32(left & -left);
      const bit = 1 << at;
      const count = (this.#counts[at] ?? 0) + ((colours & bit) === 0 ? 0 : by);
      this.#counts[at] = count;
      if (count === 0) this.anyColours &= ~bit;
      else if (count === this.entries.length) this.commonColours |= bit;
    }
  }

  /** The place of the first entry that does not come before this one. */
  #find(entry: Entry): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = this.entries[middle];
      if (one !== undefined && byWaiting(one, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
