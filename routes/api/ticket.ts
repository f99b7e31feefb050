// The request for matching: one open ticket a user, which two partners share.

import { Hono } from "hono";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { criteria } from "../http/schemas.ts";
import { strict } from "../http/validate.ts";
import { endSearchIfOver } from "./end_search.ts";
import { emptyAnswer, refusal } from "./matchmaker_problems.ts";

const request = strict({ criteria });

export function ticketRoutes(deps: Deps): Hono<Env> {
  const { placement } = deps;
  const app = new Hono<Env>();

  app.put("/ticket", signedIn(deps), jsonBody(request, deps), async (c) => {
    const { criteria } = c.req.valid("json");
    const answer = await placement.askMatchmaker({
      type: "place",
      user: c.var.session.user,
      criteria,
    });
    if (answer.type === "ticket") await endSearchIfOver(c.var.session, deps);
    return answer.type === "ticket" ? c.json({ ticket: answer.ticket }) : refusal(c, answer);
  });

  app.get("/ticket", signedIn(deps), async (c) => {
    const answer = await placement.askMatchmaker({ type: "look", user: c.var.session.user });
    return answer.type === "ticket" ? c.json({ ticket: answer.ticket }) : refusal(c, answer);
  });

  app.delete("/ticket", signedIn(deps), withoutBody(deps), async (c) => {
    return emptyAnswer(
      c,
      await placement.askMatchmaker({ type: "withdraw", user: c.var.session.user }),
    );
  });

  return app;
}
