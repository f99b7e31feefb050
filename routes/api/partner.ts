// Whom a user searches with.

import { Hono } from "hono";
import { instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { withoutBody } from "../http/body.ts";
import { emptyAnswer } from "./matchmaker_problems.ts";

export function partnerRoutes(deps: Deps): Hono<Env> {
  const { store, matchmaker } = deps;
  const app = new Hono<Env>();

  app.get("/partner", signedIn(deps), async (c) => {
    return c.json({ partner: await store.partner(c.var.session.user) });
  });

  app.delete("/partner", signedIn(deps), withoutBody(deps), async (c) => {
    return emptyAnswer(
      c,
      await matchmaker.ask({ type: "end_partnership", user: c.var.session.user }),
    );
  });

  return app;
}

/**
 * Ends the partnership of a user who has no session left: the partner is told, instead of waiting
 * for both.
 */
export async function endPartnership(
  user: UserId,
  { store, clock, matchmaker, report }: Deps,
): Promise<void> {
  try {
    if (await store.hasSession(user, instantOf(clock.now()))) return;
    const answer = await matchmaker.ask({ type: "end_partnership", user });
    if (answer.type === "refused") throw new Error(`The matchmaker answered "${answer.code}"`);
  } catch (error) {
    // The session is over all the same.
    report("A partnership did not end with the last session", error);
  }
}
