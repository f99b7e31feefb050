// The answer to a suspended user who proves who they are, and to nobody else.

import type { Context } from "hono";
import { instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Suspension } from "../../protocol/suspension.ts";
import { problem } from "../http/problem.ts";
import type { SessionDeps } from "./session.ts";

export function suspended(c: Context, { until }: Suspension): Response {
  const detail = until === null
    ? "This account is suspended for good"
    : `This account is suspended until ${until}`;
  return problem(c, "suspended", detail, { members: { until } });
}

/** Why the store opened no session although the password, code or key was right. */
export async function noEntry(
  c: Context,
  user: UserId | undefined,
  { store, clock }: Pick<SessionDeps, "store" | "clock">,
): Promise<Response> {
  const standing = user && await store.standing(user, instantOf(clock.now()));
  return standing && standing.suspension ? suspended(c, standing.suspension) : problem(
    c,
    "bad_credentials",
    "This is not right any more: the password was changed, or the account deleted",
  );
}
