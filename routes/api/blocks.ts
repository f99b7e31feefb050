// Whom a user never wants to meet, and whom they would like to meet again.

import { type Context, Hono } from "hono";
import type { UserId } from "../../protocol/domain.ts";
import { isId } from "../../protocol/ids.ts";
import { invalid, withoutBody } from "../http/body.ts";
import type { Deps } from "../deps.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { emptyAnswer, refusal } from "./matchmaker_problems.ts";

export function blockRoutes(deps: Deps): Hono<Env> {
  const { matchmaker, store } = deps;
  const app = new Hono<Env>();

  app.get("/blocks", signedIn(deps), async (c) => {
    return c.json({ blocked: await store.blocked(c.var.session.user) });
  });

  for (const [method, type] of [["PUT", "block"], ["DELETE", "unblock"]] as const) {
    app.on(method, "/blocks/:user", signedIn(deps), withoutBody(deps), async (c) => {
      const other = otherOf(c);
      if (other instanceof Response) return other;
      // A user who exists and is not blocked is unblocked as well as any.
      if (type === "unblock" && !await store.account(other)) return refusal(c, nobody);
      return emptyAnswer(c, await matchmaker.ask({ type, user: c.var.session.user, other }));
    });
  }

  for (const [method, on] of [["PUT", true], ["DELETE", false]] as const) {
    app.on(method, "/again/:user", signedIn(deps), withoutBody(deps), async (c) => {
      const other = otherOf(c);
      if (other instanceof Response) return other;
      return emptyAnswer(
        c,
        await matchmaker.ask({ type: "set_rematch_wish", user: c.var.session.user, other, on }),
      );
    });
  }

  return app;
}

const notOneself = "Expected somebody else's id, not one's own";
const nobody = { type: "refused", code: "not_found" } as const;

/** The user that a path is about, who is not the one who asks; else the refusal. */
function otherOf(c: Context<Env>): UserId | Response {
  const other = c.req.param("user");
  if (!isId<"user">(other)) return refusal(c, nobody);
  if (other !== c.var.session.user) return other;
  return invalid(c, "user", notOneself);
}
