// The first-login form: what matching knows of a user.

import { Hono } from "hono";
import { dayOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { profileView } from "../../actors/connections/presenters.ts";
import { accountSchemas } from "../http/schemas.ts";
import { isTooYoung, tooYoung } from "./accounts.ts";
import { readBody } from "../http/body.ts";
import type { Deps } from "../deps.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { problem } from "../http/problem.ts";

export function profileRoutes(deps: Deps): Hono<Env> {
  const { store, clock } = deps;
  const today = () => dayOf(clock.now());
  const { profile } = accountSchemas({ today, isCommonPassword: deps.isCommonPassword });

  return new Hono<Env>().put("/me/profile", signedIn(deps), async (c) => {
    const body = await readBody(c, profile, deps);
    if (!body.ok) return body.refusal;
    if (isTooYoung(body.value, deps)) return tooYoung(c, deps);
    const outcome = await store.setProfile(c.var.session.user, body.value, today());
    if (outcome === "waiting") {
      return problem(
        c,
        "waiting",
        "A ticket or the seat of a group is open: it is matched by this profile",
      );
    }
    if (outcome === "age_wall") {
      return problem(
        c,
        "age_wall",
        "An age wall would lie between you and somebody in a group with you, or your partner",
      );
    }
    await showInGroups(c.var.session.user, deps);
    return c.json({ profile: profileView(body.value, today()) });
  });
}

/**
 * Whoever is in a group with the user is shown the new age there; the profile is stored whatever
 * becomes of that.
 */
async function showInGroups(user: UserId, { store, directory, report }: Deps): Promise<void> {
  try {
    for (const { group } of await store.coMembers(user)) {
      void directory.ask(group, { type: "welcome", user });
    }
  } catch (error) {
    report("A profile that was put right was not shown", error);
  }
}
