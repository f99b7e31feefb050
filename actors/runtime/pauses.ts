// Long work with pauses, in which everything else has its turn: a socket that waits for half a
// second is a user who waits, and a process that answers nobody for long is taken for dead.

import type { Clock } from "../../protocol/clock.ts";

/** A pause is due after this time, and the item that is being done. */
const workMs = 20;
/** Or after so many items: in virtual time no time passes while something is done. */
const workItems = 1_000;

export class Pauses {
  readonly #clock: Clock;
  #since: number;
  #items = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** To be asked after each item: whether it is time to `take` a pause. */
  isDue(): boolean {
    this.#items += 1;
    // A clock that was set brings a pause early, and never late.
    return this.#items >= workItems || Math.abs(this.#clock.now() - this.#since) >= workMs;
  }

  /** Resolves when everything else had its turn. */
  async take(): Promise<void> {
    await new Promise<void>((resolve) => void this.#clock.after(0, resolve));
    this.#items = 0;
    this.#since = this.#clock.now();
  }
}
