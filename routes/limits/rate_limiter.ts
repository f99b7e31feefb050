// Slows down those who guess, or who ask for too much of what is kept: so many attempts for one key
// at once, then one in a while.

import { Bucket } from "../../protocol/token_bucket.ts";
import type { Clock } from "../../protocol/clock.ts";

const attempts = 10;
const perSecond = 0.1;
/** Past this many keys those that are not held back are forgotten. */
const remembered = 10_000;

export interface RateLimiter {
  /** Counts an attempt: 0 when it may go on, else the seconds to wait. */
  attempt(key: string): number;
  /** The attempt is not to count. */
  takeBack(key: string): void;
  /** The key starts afresh. */
  forget(key: string): void;
}

export function createRateLimiter(clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    attempt(key) {
      const now = clock.now();
      if (!buckets.has(key) && buckets.size >= remembered) forgetFull(buckets, now);
      const bucket = buckets.get(key) ?? new Bucket(attempts, perSecond, now);
      buckets.set(key, bucket);
      return bucket.take(now) ? 0 : Math.ceil(bucket.waitMs(now) / 1_000);
    },
    takeBack: (key) => buckets.get(key)?.give(),
    forget: (key) => void buckets.delete(key),
  };
}

function forgetFull(buckets: Map<string, Bucket>, now: number): void {
  for (const [key, bucket] of buckets) {
    if (bucket.full(now)) buckets.delete(key);
  }
}
