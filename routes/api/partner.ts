// Whom a user searches with.

import { Hono } from "hono";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { withoutBody } from "../http/body.ts";
import { emptyAnswer } from "./matchmaker_problems.ts";

export function partnerRoutes(deps: Deps): Hono<Env> {
  const { store, placement } = deps;
  const app = new Hono<Env>();

  app.get("/partner", signedIn(deps, "read", "match"), async (c) => {
    return c.json({ partner: await store.partner(c.var.session.user) });
  });

  app.delete("/partner", signedIn(deps, "match"), withoutBody(deps), async (c) => {
    return emptyAnswer(
      c,
      await placement.askMatchmaker({ type: "end_partnership", user: c.var.session.user }),
    );
  });

  return app;
}
