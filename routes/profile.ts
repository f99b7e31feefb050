// The first-login form: what matching knows of a user.

import { Hono } from "hono";
import { dayOf } from "../actors/clock.ts";
import { profileView } from "../actors/view.ts";
import { accountSchemas } from "./accounts.ts";
import { isTooYoung, tooYoung } from "./auth.ts";
import { readBody } from "./body.ts";
import type { Deps } from "./deps.ts";
import { type Env, signedIn } from "./guard.ts";
import { problem } from "./problem.ts";

export function profileRoutes(deps: Deps): Hono<Env> {
  const { store, clock, directory } = deps;
  const today = () => dayOf(clock.now());
  const { profile } = accountSchemas({ today, isCommonPassword: deps.isCommonPassword });

  return new Hono<Env>().put("/me/profile", signedIn(deps), async (c) => {
    const body = await readBody(c, profile, deps);
    if (!body.ok) return body.refusal;
    if (isTooYoung(body.value, deps)) return tooYoung(c, deps);
    const outcome = await store.setProfile(c.var.bearer.user, body.value, today());
    if (outcome === "waiting") {
      return problem(c, "waiting", "A ticket or the seat of a group is open: it is matched by this profile");
    }
    if (outcome === "age_wall") {
      return problem(
        c,
        "age_wall",
        "An age wall would lie between you and somebody in a group with you, or your partner",
      );
    }
    // Whoever is in a group with the user sees the new age there.
    for (const { group } of await store.company(c.var.bearer.user)) {
      void directory.ask(group, { type: "welcome", user: c.var.bearer.user });
    }
    return c.json({ profile: profileView(body.value, today()) });
  });
}
