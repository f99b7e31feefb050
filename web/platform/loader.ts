// Loads parts of the page that are files of their own. After the server has got a new version, the
// parts of the one before may be gone: then the page says so, and offers to be loaded anew.

import { signal } from "@preact/signals";
import type { Clock } from "../../protocol/clock.ts";
import { inTime } from "../../protocol/in_time.ts";

/** A server that stalls gives no part, and does not refuse one. */
const partWithinMs = 20_000;

export class Loader {
  /** Whether a part could not be had when it was last asked for. */
  readonly hasFailed = signal(false);
  readonly #missing = new Set<unknown>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What `load` gives, or null when it cannot be had. `key` tells one part from the others. */
  async load<Part>(key: unknown, load: () => Promise<Part>): Promise<Part | null> {
    const part = await inTime(this.#clock, partWithinMs, load()).catch(() => null);
    if (part === null) this.#missing.add(key);
    else this.#missing.delete(key);
    this.hasFailed.value = this.#missing.size > 0;
    return part;
  }
}
