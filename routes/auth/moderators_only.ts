// Which requests are a moderator's. To anyone else the paths of moderators are not there.

import type { Context, MiddlewareHandler } from "hono";
import { instantOf } from "../../protocol/clock.ts";
import { problem } from "../http/problem.ts";
import type { Env, SessionDeps } from "./session.ts";

/** To be put behind `signedIn`. The role is looked up each time: it may have been taken back. */
export function moderatorsOnly({ store, clock }: SessionDeps): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { user, scopes } = c.var.session;
    // A moderator's programs are no moderators.
    if (scopes !== undefined) return noSuchPath(c);
    const standing = await store.standing(user, instantOf(clock.now()));
    if (standing?.role !== "moderator") return noSuchPath(c);
    await next();
  };
}

function noSuchPath(c: Context): Response {
  return problem(c, "not_found", `There is no ${c.req.method} ${c.req.path}`);
}
