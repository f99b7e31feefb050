// The request for matching: one open ticket a user, which two partners share.

import { Hono } from "hono";
import type { Ticket, UserId } from "../../protocol/domain.ts";
import { inTime } from "../../protocol/in_time.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { criteria } from "../http/schemas.ts";
import { strict } from "../http/validate.ts";
import { endSearchIfOver } from "./end_search.ts";
import { emptyAnswer, refusal } from "./matchmaker_problems.ts";

const request = strict({ criteria });

/** The matchmaker is waited for so long. */
const patienceMs = 1_000;

export function ticketRoutes(deps: Deps): Hono<Env> {
  const { placement } = deps;
  const app = new Hono<Env>();

  app.put("/ticket", signedIn(deps, "match"), jsonBody(request, deps), async (c) => {
    const { criteria } = c.req.valid("json");
    const answer = await placement.askMatchmaker({
      type: "place",
      user: c.var.session.user,
      criteria,
    });
    if (answer.type === "ticket") await endSearchIfOver(c.var.session, deps);
    return answer.type === "ticket" ? c.json({ ticket: answer.ticket }) : refusal(c, answer);
  });

  app.get("/ticket", signedIn(deps, "read", "match"), async (c) => {
    return c.json({ ticket: await currentTicket(c.var.session.user, deps) });
  });

  app.delete("/ticket", signedIn(deps, "match"), withoutBody(deps), async (c) => {
    return emptyAnswer(
      c,
      await placement.askMatchmaker({ type: "withdraw", user: c.var.session.user }),
    );
  });

  return app;
}

/** With hints, where the matchmaker has it and answers soon; else as it is stored. */
async function currentTicket(user: UserId, deps: Deps): Promise<Ticket | null> {
  const { placement, tickets, clock } = deps;
  const looked = placement.askMatchmaker({ type: "look", user });
  const answer = await inTime(clock, patienceMs, looked);
  const known = answer?.type === "ticket" ? answer.ticket : null;
  return known ?? await tickets.view(user);
}
