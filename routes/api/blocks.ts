// Whom a user never wants to meet, and whom they would like to meet again.

import { Hono } from "hono";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { withoutBody } from "../http/body.ts";
import { emptyAnswer } from "./matchmaker_problems.ts";
import { noSuchUser, otherUserParam } from "./params.ts";

export function blockRoutes(deps: Deps): Hono<Env> {
  const { matchmaker, store } = deps;
  const app = new Hono<Env>();

  app.get("/blocks", signedIn(deps), async (c) => {
    return c.json({ blocked: await store.blocked(c.var.session.user) });
  });

  for (const [method, type] of [["PUT", "block"], ["DELETE", "unblock"]] as const) {
    const path = "/blocks/:user";
    app.on(method, path, signedIn(deps), withoutBody(deps), otherUserParam, async (c) => {
      const { user: other } = c.req.valid("param");
      // The matchmaker unblocks any id, blocked or not, and does not look whether it is a user's.
      if (type === "unblock" && !await store.account(other)) return noSuchUser(c);
      return emptyAnswer(c, await matchmaker.ask({ type, user: c.var.session.user, other }));
    });
  }

  for (const [method, on] of [["PUT", true], ["DELETE", false]] as const) {
    const path = "/again/:user";
    app.on(method, path, signedIn(deps), withoutBody(deps), otherUserParam, async (c) => {
      const { user: other } = c.req.valid("param");
      const { user } = c.var.session;
      return emptyAnswer(c, await matchmaker.ask({ type: "set_rematch_wish", user, other, on }));
    });
  }

  return app;
}
