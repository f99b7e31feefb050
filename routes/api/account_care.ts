// Care of one's own account: the password and the sessions.

import { type Context, Hono } from "hono";
import { validator } from "hono/validator";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import { isId } from "../../protocol/ids.ts";
import type { PasswordCheck } from "../auth/password_check.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { endOtherSockets } from "../auth/sign_in.ts";
import type { Deps } from "../deps.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { accountSchemas } from "../http/schemas.ts";
import { isUsername, loggedOut, passwordIsUsername } from "./accounts.ts";
import { endSearch } from "./end_search.ts";

/** Sessions that a user is shown, the latest used ones. */
const shownMost = 200;

export function accountCareRoutes(deps: Deps, check: PasswordCheck): Hono<Env> {
  const { store, clock, placement, passwords } = deps;
  const today = () => dayOf(clock.now());
  const schemas = accountSchemas({ today, isCommonPassword: deps.isCommonPassword });
  const app = new Hono<Env>();

  app.put("/me/password", signedIn(deps), jsonBody(schemas.newPassword, deps), async (c) => {
    const { current, password } = c.req.valid("json");
    const account = await check.own(c, current);
    if (account instanceof Response) return account;
    if (isUsername(password, account.user.username)) return passwordIsUsername(c);
    const { user, id: keep } = c.var.session;
    const passwordHash = await passwords.hash(password, check.clientOf(c));
    if (!await store.setPassword({ user, passwordHash, version: account.passwordVersion, keep })) {
      return problem(c, "bad_credentials", "The password was changed meanwhile");
    }
    endOtherSockets(c.var.session, deps);
    return c.body(null, 204);
  });

  app.get("/me/sessions", signedIn(deps), async (c) => {
    const { user, id: current } = c.var.session;
    const sessions = await store.sessionsOf(user, instantOf(clock.now()), shownMost);
    return c.json({
      sessions: sessions.map((session) => ({ ...session, current: session.id === current })),
    });
  });

  app.delete("/me/sessions/:id", signedIn(deps), withoutBody(deps), sessionParam, async (c) => {
    const { session } = c.req.valid("param");
    const { user, id: current } = c.var.session;
    if (!await store.endSession(session, user)) return noSuchSession(c);
    placement.endSession(user, session);
    await endSearch(user, deps);
    return session === current ? loggedOut(c, [], deps) : c.body(null, 204);
  });

  return app;
}

const sessionParam = validator(
  "param",
  ({ id }, c) => isId<"session">(id) ? { session: id } : noSuchSession(c),
);

function noSuchSession(c: Context): Response {
  return problem(c, "not_found", "You have no session with this id");
}
