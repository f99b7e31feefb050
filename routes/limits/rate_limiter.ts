// Refuses a user or a name that asks too often, with the seconds to wait: some attempts for each
// key at once, then one in a while. By hand, on the project's token buckets: rate-limiter-flexible
// counts in fixed windows, by timers of real time, while tests need a clock that is handed in.

import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "../../protocol/clock.ts";
import { KeyedBuckets } from "../../protocol/token_bucket.ts";
import type { Env } from "../auth/session.ts";
import { problem } from "../http/problem.ts";

const allowance = { capacity: 10, perSecond: 0.1 };

export interface RateLimiter {
  /** Counts an attempt: 0 when it may go on, else the seconds to wait. */
  attempt(key: string): number;
  /** Gives back an attempt that is not to count. */
  takeBack(key: string): void;
  /** Gives back all attempts of a key. */
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

/** Limits each user. Every path that it is put before has a limit of its own. */
export function rateLimited({ clock }: { readonly clock: Clock }): MiddlewareHandler<Env> {
  const rateLimiter = createRateLimiter(clock);
  return async (c, next) => {
    const seconds = rateLimiter.attempt(c.var.session.user);
    if (seconds > 0) return slowDown(c, "Too often", seconds);
    await next();
  };
}

/** `what` is what there was too much of. */
export function slowDown(c: Context, what: string, seconds: number): Response {
  const headers = { "retry-after": String(seconds) };
  return problem(c, "slow_down", `${what}; try again in ${seconds} s`, { headers });
}
