// The free seat of a group that a member has quit: the others look for a third, or stop looking.

import { Hono } from "hono";
import * as v from "valibot";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { criteria } from "../http/schemas.ts";
import { strict } from "../http/validate.ts";
import { emptyAnswer, refusal } from "./matchmaker_problems.ts";
import { groupParam } from "./params.ts";

const request = strict({ criteria: v.exactOptional(v.nullable(criteria), null) });

export function seatRoutes(deps: Deps): Hono<Env> {
  const { placement } = deps;
  const app = new Hono<Env>();

  app.put(
    "/groups/:id/seat",
    signedIn(deps, "match"),
    jsonBody(request, deps),
    groupParam,
    async (c) => {
      const { group } = c.req.valid("param");
      const { criteria } = c.req.valid("json");
      const { user } = c.var.session;
      const answer = await placement.askMatchmaker({ type: "open_seat", user, group, criteria });
      return answer.type === "seat" ? c.json({ seat: answer.seat }) : refusal(c, answer);
    },
  );

  app.delete(
    "/groups/:id/seat",
    signedIn(deps, "match"),
    withoutBody(deps),
    groupParam,
    async (c) => {
      const { group } = c.req.valid("param");
      const { user } = c.var.session;
      return emptyAnswer(c, await placement.askMatchmaker({ type: "close_seat", user, group }));
    },
  );

  return app;
}
