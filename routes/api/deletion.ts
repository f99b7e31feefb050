// The end of one's own account.

import { type Context, Hono } from "hono";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import type { User } from "../../protocol/domain.ts";
import { closeCode } from "../../protocol/frames.ts";
import { accountGone, type PasswordCheck } from "../auth/password_check.ts";
import { type Env, liveSessions, signedIn } from "../auth/session.ts";
import { usernameHashes } from "../auth/username_key.ts";
import type { Deps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { accountSchemas } from "../http/schemas.ts";
import { loggedOut } from "./accounts.ts";

export function deletionRoutes(deps: Deps, check: PasswordCheck): Hono<Env> {
  const { clock, isCommonPassword } = deps;
  const today = () => dayOf(clock.now());
  const { ownPassword } = accountSchemas({ today, isCommonPassword });
  return new Hono<Env>().delete("/me", signedIn(deps), jsonBody(ownPassword, deps), async (c) => {
    const account = await check.own(c, c.req.valid("json").password);
    if (account instanceof Response) return account;
    const names = await sessionCookieNames(c, deps);
    if (!await requestDeletion(account.user, deps)) return accountGone(c);
    return loggedOut(c, names, deps);
  });
}

/**
 * Ends a user's sessions at once, and begins the job that does the rest. False: the deletion was
 * asked for before.
 */
export async function requestDeletion(
  user: User,
  { store, placement, clock, settings, keyedHash }: Deps,
): Promise<boolean> {
  const now = clock.now();
  const isBegun = await store.requestDeletion({
    user: user.id,
    at: instantOf(now),
    usernameHashes: usernameHashes(user.username, keyedHash),
    reservedUntil: instantOf(now + settings.usernameMs),
  });
  if (!isBegun) return false;
  placement.endSessions(user.id, { code: closeCode.sessionOver, reason: "The account is deleted" });
  placement.wakeJobs();
  return true;
}

/** Read before the sessions end. */
async function sessionCookieNames(c: Context, deps: Deps): Promise<readonly string[]> {
  return (await Array.fromAsync(liveSessions(c, deps))).map(({ name }) => name);
}
