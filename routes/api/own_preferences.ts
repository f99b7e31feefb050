// What a user gives of themselves to the members of their groups, and is given of them.

import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { UserId } from "../../protocol/domain.ts";
import { accountGone } from "../auth/password_check.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { internalDetail, problem } from "../http/problem.ts";
import { strict } from "../http/validate.ts";
import { rateLimited } from "../limits/rate_limiter.ts";

const onOff = v.boolean("Expected true or false");
const schema = strict({ receipts: onOff, typing: onOff, presence: onOff });

export function preferenceRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  const path = "/me/preferences";
  // One change is shown to the members of all the user's groups.
  app.put(path, signedIn(deps, "profile"), rateLimited(deps), jsonBody(schema, deps), async (c) => {
    const preferences = c.req.valid("json");
    const { user } = c.var.session;
    if (!await deps.store.setPreferences(user, preferences)) return accountGone(c);
    return await showed(c, user, deps) ?? c.json({ preferences });
  });
  return app;
}

/**
 * Has everybody shown at once what changes for them. The answer waits for it; where a part of it
 * fails the client is told to try again, which shows all of it anew.
 */
async function showed(
  c: Context,
  user: UserId,
  { store, placement }: Deps,
): Promise<Response | null> {
  // First: a group that is formed meanwhile is then among those below, or shows the user rightly.
  const refreshed = await placement.askMatchmaker({ type: "user_changed", user });
  const groups = await store.coMembers(user);
  const shown = await Promise.all(
    groups.map(({ group }) => placement.askGroup(group, { type: "group_changed", user })),
  );
  const answers = [refreshed, ...shown];
  if (answers.some((answer) => isFault(answer))) return problem(c, "internal", internalDetail);
  return answers.some((answer) => answer.type === "refused" && answer.code === "unavailable")
    ? problem(c, "unavailable", "It could not be shown to everybody yet; try again")
    : null;
}

type Answer =
  | Awaited<ReturnType<Deps["placement"]["askGroup"]>>
  | Awaited<ReturnType<Deps["placement"]["askMatchmaker"]>>;

function isFault(answer: Answer): boolean {
  if (answer.type !== "refused") return false;
  return answer.code === "internal" || ("isFault" in answer && answer.isFault === true);
}
