// How many frames may be sent when: half of what the server allows, so that two tabs of one user
// stay below it together and none of them is ever told to slow down.

import type { Limits } from "../../protocol/limits.ts";

const share = 0.5;

export class Pace {
  #used = 0;
  #at = 0;

  /** Takes one frame's credit; otherwise the milliseconds until there is one. */
  take(limits: Limits, now: number): number {
    const perMs = (limits.framesPerSecond * share) / 1_000;
    const most = Math.max(1, limits.burst * share);
    this.#used = Math.max(0, this.#used - Math.max(0, now - this.#at) * perMs);
    this.#at = now;
    if (this.#used + 1 > most) return Math.ceil((this.#used + 1 - most) / perMs);
    this.#used += 1;
    return 0;
  }
}
