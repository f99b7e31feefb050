// Which requests are a moderator's, and which an operator's. To anyone else their paths are not
// there.

import type { Context, MiddlewareHandler } from "hono";
import { instantOf } from "../../protocol/clock.ts";
import { mayModerate, type Role } from "../../protocol/moderation.ts";
import { problem } from "../http/problem.ts";
import type { Env, SessionDeps } from "./session.ts";

/** To be put behind `signedIn`, as the next one. */
export function moderatorsOnly(deps: SessionDeps): MiddlewareHandler<Env> {
  return only(mayModerate, deps);
}

export function operatorsOnly(deps: SessionDeps): MiddlewareHandler<Env> {
  return only((role) => role === "operator", deps);
}

/** The role is looked up each time: it may have been taken back. */
function only(
  isAllowed: (role: Role) => boolean,
  { store, clock }: SessionDeps,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { user, scopes } = c.var.session;
    // A moderator's programs are no moderators.
    if (scopes !== undefined) return noSuchPath(c);
    const standing = await store.standing(user, instantOf(clock.now()));
    if (!standing || !isAllowed(standing.role)) return noSuchPath(c);
    await next();
  };
}

function noSuchPath(c: Context): Response {
  return problem(c, "not_found", `There is no ${c.req.method} ${c.req.path}`);
}
