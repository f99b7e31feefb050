// Counts requests by their answers.

import type { Context, MiddlewareHandler } from "hono";
import type { Measures } from "./server_measures.ts";
import type { LogInResult } from "./server_snapshot.ts";

/** To be called once a request is answered. */
export function countAnswer(c: Context, measures: Measures): void {
  const { status } = c.res;
  // An upgrade is a socket from then on, and the drivers differ in what stands for its answer.
  if (c.req.path !== "/ws" || status >= 400) measures.answered(status);
}

/** For the routes that log somebody in. */
export function countLogIns(measures: Measures): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const result = logInResultOf(c.res.status);
    if (result !== null) measures.loggedIn(result);
  };
}

/** Null: it was no try, or a fault. */
function logInResultOf(status: number): LogInResult | null {
  if (status < 300) return "accepted";
  if (status === 401 || status === 403) return "refused";
  return status === 429 ? "limited" : null;
}
