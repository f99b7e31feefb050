// The tickets of one class, first come, first served. A colour marks tickets that cannot be together: two of the same
// colour (0 to 29) never may, whatever their classes; -1 promises nothing. The queue knows which colours it holds.

import { byWaiting, type Entry } from "./entry.ts";
import type { Shape } from "./shape.ts";

export const unknownColour = -1;
export const mostColours = 30;
export const unknownBit = 1 << mostColours;

export class Queue {
  readonly shape: Shape;
  /** In the order of waiting. */
  readonly entries: Entry[] = [];
  /** A bit for each colour in the queue, and one for the unknown. */
  colours = 0;
  /** Where the queue stands among those of its age; kept by the index. */
  place = -1;
  readonly #counts: number[] = [];

  constructor(shape: Shape) {
    this.shape = shape;
  }

  add(entry: Entry): void {
    const last = this.entries.at(-1);
    if (last === undefined || byWaiting(last, entry) < 0) this.entries.push(entry);
    else this.entries.splice(this.#find(entry), 0, entry);
    this.#count(entry.colour, 1);
  }

  remove(entry: Entry): void {
    this.entries.splice(this.#find(entry), 1);
    this.#count(entry.colour, -1);
  }

  recolour(entry: Entry, colour: number): void {
    this.#count(entry.colour, -1);
    entry.colour = colour;
    this.#count(colour, 1);
  }

  /** The one colour that all in the queue have, or `unknownColour`. */
  get colour(): number {
    return soleColour(this.colours);
  }

  #count(colour: number, by: number): void {
    const at = colour < 0 ? mostColours : colour;
    const count = (this.#counts[at] ?? 0) + by;
    this.#counts[at] = count;
    if (count === 0) this.colours &= ~(1 << at);
    else this.colours |= 1 << at;
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

export function bitOf(colour: number): number {
  return colour < 0 ? unknownBit : 1 << colour;
}

/** The colour whose bit is the only one, or `unknownColour`. */
export function soleColour(colours: number): number {
  const isOne = colours !== 0 && colours !== unknownBit && (colours & (colours - 1)) === 0;
  return isOne ? 31 - Math.clz32(colours) : unknownColour;
}

/** The least colour without a bit in `taken`, or `unknownColour` when all are taken. */
export function freeColour(taken: number): number {
  const colour = 31 - Math.clz32(~taken & (taken + 1));
  return colour < mostColours ? colour : unknownColour;
}
