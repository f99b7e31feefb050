// Refuses those who ask too often, and says when to come back.

import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "../../protocol/clock.ts";
import type { Env } from "../auth/session.ts";
import { problem } from "../http/problem.ts";
import { createRateLimiter } from "./rate_limiter.ts";

/**
 * Holds back a user who does this too often: each of the addresses that it is put before counts on
 * its own.
 */
export function rateLimited({ clock }: { readonly clock: Clock }): MiddlewareHandler<Env> {
  const rateLimiter = createRateLimiter(clock);
  return async (c, next) => {
    const seconds = rateLimiter.attempt(c.var.session.user);
    if (seconds > 0) return slowDown(c, "Too often", seconds);
    await next();
  };
}

/** `what`: too much of what. */
export function slowDown(c: Context, what: string, seconds: number): Response {
  const headers = { "retry-after": String(seconds) };
  return problem(c, "slow_down", `${what}; try again in ${seconds} s`, { headers });
}
