// How many frames may be sent when: half of what the server allows, so that two tabs of one user
// stay below it together and none of them is ever told to slow down.

import type { Limits } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token_bucket.ts";

const share = 0.5;

export class FrameCredit {
  #limits: Limits | null = null;
  #bucket: TokenBucket | null = null;

  /** Takes one frame's credit and gives 0; otherwise the milliseconds until there is one. */
  take(limits: Limits, now: number): number {
    const bucket = this.#bucketFor(limits, now);
    return bucket.take(now) ? 0 : bucket.waitMs(now);
  }

  #bucketFor(limits: Limits, now: number): TokenBucket {
    const { burst, framesPerSecond } = limits;
    const isNew = burst !== this.#limits?.burst ||
      framesPerSecond !== this.#limits.framesPerSecond;
    if (isNew || this.#bucket === null) {
      const capacity = Math.max(1, burst * share);
      this.#bucket = new TokenBucket({ capacity, perSecond: framesPerSecond * share }, now);
      this.#limits = limits;
    }
    return this.#bucket;
  }
}
