// The request for matching: one open ticket a user, which two partners share.

import { Hono } from "hono";
import { readBody, strict, withoutBody } from "../http/body.ts";
import { criteria } from "../http/schemas.ts";
import type { Deps } from "../deps.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { emptyAnswer, refusal } from "./matchmaker_problems.ts";

const request = strict({ criteria });

export function ticketRoutes(deps: Deps): Hono<Env> {
  const { matchmaker } = deps;
  const app = new Hono<Env>();

  app.put("/ticket", signedIn(deps), async (c) => {
    const body = await readBody(c, request, deps);
    if (!body.ok) return body.refusal;
    const { user } = c.var.session;
    const answer = await matchmaker.ask({ type: "place", user, criteria: body.value.criteria });
    return answer.type === "ticket" ? c.json({ ticket: answer.ticket }) : refusal(c, answer);
  });

  app.get("/ticket", signedIn(deps), async (c) => {
    const answer = await matchmaker.ask({ type: "look", user: c.var.session.user });
    return answer.type === "ticket" ? c.json({ ticket: answer.ticket }) : refusal(c, answer);
  });

  app.delete("/ticket", signedIn(deps), withoutBody(deps), async (c) => {
    return emptyAnswer(c, await matchmaker.ask({ type: "withdraw", user: c.var.session.user }));
  });

  return app;
}
