// The request for matching: one open ticket a user.

import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { MatchmakerAnswer } from "../actors/matchmaker.ts";
import { readBody, strict } from "./body.ts";
import type { Deps } from "./deps.ts";
import { type Env, signedIn } from "./guard.ts";
import { problem } from "./problem.ts";

const age = v.pipe(
  v.number("Expected a whole number from 0 to 99, or null"),
  v.integer("Expected a whole number"),
  v.minValue(0, "Expected 0 or more"),
  v.maxValue(99, "Expected 99 or less"),
);
const criteria = strict({
  sex: v.picklist(["same", "any"], 'Expected "same" or "any"'),
  age: v.nullable(age),
  widen: v.boolean("Expected true or false"),
  widenSex: v.exactOptional(v.boolean("Expected true or false")),
});
const request = strict({ criteria });

const refusals = {
  profile_required: "A birth date is needed before one can be matched",
  sex_undisclosed: 'With an undisclosed sex, only the criterion "any" is possible',
  unavailable: "The ticket could not be looked up; try again",
} as const;

export function ticketRoutes(deps: Deps): Hono<Env> {
  const { matchmaker } = deps;
  const app = new Hono<Env>();

  app.put("/ticket", signedIn(deps), async (c) => {
    const body = await readBody(c, request, deps.settings.bodyBytes);
    if (!body.ok) return body.refusal;
    const { user } = c.var.bearer;
    return answered(c, await matchmaker.ask({ type: "place", user, criteria: body.value.criteria }));
  });

  app.get("/ticket", signedIn(deps), async (c) => {
    return answered(c, await matchmaker.ask({ type: "look", user: c.var.bearer.user }));
  });

  app.delete("/ticket", signedIn(deps), async (c) => {
    const answer = await matchmaker.ask({ type: "withdraw", user: c.var.bearer.user });
    return answer.type === "refused" ? answered(c, answer) : c.body(null, 204);
  });

  return app;
}

function answered(c: Context, answer: MatchmakerAnswer): Response {
  if (answer.type === "refused") return problem(c, answer.code, refusals[answer.code]);
  return c.json({ ticket: answer.ticket });
}
