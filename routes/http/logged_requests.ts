// What the log has of a request: its method, the pattern of its path, and how it was answered. Path
// and query are the client's, and may hold words of a search or the secret of an invite.

import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Details } from "../../logging/events.ts";
import type { Deps } from "../deps.ts";

const methods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The route is that of the handler which has run last. */
export function requestDetails(c: Context): Pick<Details, "method" | "route"> {
  const { method } = c.req;
  // A client may call a method as it likes.
  return { method: methods.includes(method) ? method : "other", route: routePath(c) };
}

export function loggedRequests({ report, clock }: Pick<Deps, "report" | "clock">) {
  const log: MiddlewareHandler = async (c, next) => {
    const since = clock.now();
    await next();
    const { status } = c.res;
    report("request_answered", { ...requestDetails(c), status, ms: clock.now() - since });
  };
  return log;
}
