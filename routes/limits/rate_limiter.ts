// Slows down those who guess, or who ask for too much of what is kept: so many attempts for one key
// at once, then one in a while.

import type { Clock } from "../../protocol/clock.ts";
import { KeyedBuckets } from "../../protocol/token_bucket.ts";

const allowance = { capacity: 10, perSecond: 0.1 };

export interface RateLimiter {
  /** Counts an attempt: 0 when it may go on, else the seconds to wait. */
  attempt(key: string): number;
  /** The attempt is not to count. */
  takeBack(key: string): void;
  /** The key starts afresh. */
  forget(key: string): void;
}

export function createRateLimiter(clock: Clock): RateLimiter {
  const buckets = new KeyedBuckets<string>(allowance);
  return {
    attempt(key) {
      const now = clock.now();
      return buckets.take(key, now) ? 0 : Math.ceil(buckets.waitMs(key, now) / 1_000);
    },
    takeBack: (key) => buckets.give(key),
    forget: (key) => buckets.forget(key),
  };
}
