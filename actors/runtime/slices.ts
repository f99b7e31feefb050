// Long work in slices, between which everything else has its turn: a socket that waits for half a
// second is a user who waits, and a process that answers nobody for long is taken for dead.

import type { Clock } from "../../protocol/clock.ts";

/** A slice lasts so long, at most, and an item more. */
const sliceMs = 20;
/** Or so many items: in virtual time no time passes while something is done. */
const sliceItems = 1_000;

export class Slices {
  readonly #clock: Clock;
  #since: number;
  #items = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** To be asked after each item: whether the slice is over, so that `next` is to be waited for. */
  isOver(): boolean {
    this.#items += 1;
    // A clock that was set ends a slice early, and makes none longer.
    return this.#items >= sliceItems || Math.abs(this.#clock.now() - this.#since) >= sliceMs;
  }

  /** Resolves when everything else had its turn. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => void this.#clock.after(0, resolve));
    this.#items = 0;
    this.#since = this.#clock.now();
  }
}
