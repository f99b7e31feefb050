// Loads parts of the page that are files of their own. After the server has got a new version, the
// parts of the one before may be gone: then the page says so, and offers to be loaded anew.

import { signal } from "@preact/signals";
import type { Clock } from "../../protocol/clock.ts";
import { inTime } from "../net/in_time.ts";

/** A server that stalls gives no part, and does not refuse one. */
const partWithinMs = 20_000;

export class Loader {
  /** Whether the last part that was asked for could not be had. */
  readonly hasFailed = signal(false);
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What `load` gives, or null when it cannot be had. */
  async load<Part>(load: () => Promise<Part>): Promise<Part | null> {
    try {
      const part = await inTime(this.#clock, partWithinMs, load());
      this.hasFailed.value = part === null;
      return part;
    } catch {
      this.hasFailed.value = true;
      return null;
    }
  }
}
