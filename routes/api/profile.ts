// The first-login form: what matching knows of a user.

import { type Context, Hono } from "hono";
import { profileView } from "../../actors/connections/presenters.ts";
import type { StoredProfile } from "../../db/store/users.ts";
import { ageOn } from "../../protocol/age.ts";
import { dayOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { accountGone } from "../auth/password_check.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { accountSchemas } from "../http/schemas.ts";

export function profileRoutes(deps: Deps): Hono<Env> {
  const { store, clock } = deps;
  const today = () => dayOf(clock.now());
  const schemas = accountSchemas({ today, isCommonPassword: deps.isCommonPassword });
  const app = new Hono<Env>();

  app.put("/me/profile", signedIn(deps), jsonBody(schemas.profile, deps), async (c) => {
    const profile = c.req.valid("json");
    const { user } = c.var.session;
    if (isTooYoung(profile, deps)) return tooYoung(c, deps);
    const outcome = await store.setProfile(user, profile, today());
    if (outcome === "gone") return accountGone(c);
    if (outcome !== "stored") return profileProblem(c, outcome);
    await showInGroups(user, deps);
    return c.json({ profile: profileView(profile, today()) });
  });

  return app;
}

const refusals = {
  waiting: "A ticket or the seat of a group is open: it is matched by this profile",
  age_wall:
    "An age wall would lie between the user and somebody in a group with them, or a partner",
} as const;

export function profileProblem(c: Context, code: keyof typeof refusals): Response {
  return problem(c, code, refusals[code]);
}

/** Whether the age is below the one from which users may sign up. */
export function isTooYoung({ birthDate }: StoredProfile, { clock, settings }: Deps): boolean {
  return ageOn(birthDate, dayOf(clock.now())) < settings.minAge;
}

export function tooYoung(c: Context, { settings }: Deps): Response {
  return problem(c, "too_young", `One must be ${settings.minAge} or older`);
}

/**
 * Shows the new age to the members of the user's groups. The profile is stored even if that fails.
 */
export async function showInGroups(
  user: UserId,
  { store, directory, report }: Deps,
): Promise<void> {
  try {
    for (const { group } of await store.coMembers(user)) {
      void directory.ask(group, { type: "group_changed", user });
    }
  } catch (error) {
    report("A profile that was put right was not shown", error);
  }
}
