// Refuses a user who asks too often, with the seconds to wait: some requests at once, then one in a
// while. By hand, on the project's token buckets: rate-limiter-flexible counts in fixed windows, by
// timers of real time, while tests need a clock that is handed in.

import type { Context, MiddlewareHandler } from "hono";
import { type Clock, instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { KeyedBuckets } from "../../protocol/token_bucket.ts";
import type { Env } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { problem } from "../http/problem.ts";

const allowance = { capacity: 10, perSecond: 0.1 };
const pace = { capacity: allowance.capacity, everyMs: 1_000 / allowance.perSecond };

/**
 * Limits each user in this process: for what costs work. Every path that it is put before has a
 * limit of its own.
 */
export function rateLimited({ clock }: { readonly clock: Clock }): MiddlewareHandler<Env> {
  const buckets = new KeyedBuckets<UserId>(allowance);
  return async (c, next) => {
    const { user } = c.var.session;
    const now = clock.now();
    if (!buckets.take(user, now)) {
      return slowDown(c, "Too often", Math.ceil(buckets.waitMs(user, now) / 1_000));
    }
    await next();
  };
}

/**
 * Limits each user over all processes on the database, and over their restarts: for what is told to
 * others. `what` is counted apart from all else.
 */
export function storedRate(
  { store, clock, keyedHash }: Pick<Deps, "store" | "clock" | "keyedHash">,
  what: string,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const [key = ""] = keyedHash("rate", `${what} ${c.var.session.user}`);
    const ms = await store.takePace(key, pace, instantOf(clock.now()));
    if (ms > 0) return slowDown(c, "Too often", Math.ceil(ms / 1_000));
    await next();
  };
}

/** `what` is what there was too much of. */
export function slowDown(c: Context, what: string, seconds: number): Response {
  const headers = { "retry-after": String(seconds) };
  return problem(c, "slow_down", `${what}; try again in ${seconds} s`, { headers });
}
