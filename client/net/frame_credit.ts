// How many frames may be sent when: half of what the server allows, so that two tabs of one user
// stay below its limit together and neither is told to slow down.

import type { Limits } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token_bucket.ts";

const share = 0.5;

interface Allowance {
  readonly limits: Limits;
  readonly bucket: TokenBucket;
}

export class FrameCredit {
  #allowance: Allowance | null = null;

  /** Takes one frame's credit and gives 0; otherwise the milliseconds until there is one. */
  take(limits: Limits, now: number): number {
    const { bucket } = this.#allowance = this.#allowanceFor(limits, now);
    return bucket.take(now) ? 0 : bucket.waitMs(now);
  }

  /** Begins anew when the server has other limits than before. */
  #allowanceFor(limits: Limits, now: number): Allowance {
    const { burst, framesPerSecond } = limits;
    const known = this.#allowance;
    const isSame = known?.limits.burst === burst &&
      known.limits.framesPerSecond === framesPerSecond;
    if (known !== null && isSame) return known;
    const capacity = Math.max(1, burst * share);
    return {
      limits,
      bucket: new TokenBucket({ capacity, perSecond: framesPerSecond * share }, now),
    };
  }
}
