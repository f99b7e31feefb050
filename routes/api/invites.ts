// Links that make two users partners, once: making one, looking at it, accepting it.

import { type Context, Hono } from "hono";
import { instantOf } from "../../protocol/clock.ts";
import { endPartnership } from "./accounts.ts";
import { withoutBody } from "../http/body.ts";
import type { Deps } from "../deps.ts";
import { type Env, ownOrigin, signedIn } from "../auth/session.ts";
import { hashInviteToken } from "../auth/invite_tokens.ts";
import { problem } from "../http/problem.ts";
import { refusal, type Refused } from "./matchmaker_problems.ts";
import { rateLimited } from "../limits/rate_limit.ts";

const holdsMs = 24 * 3_600_000;

export function inviteRoutes(deps: Deps): Hono<Env> {
  const { store, clock, matchmaker } = deps;
  const app = new Hono<Env>();

  app.post("/invites", signedIn(deps), withoutBody(deps), rateLimited(deps), async (c) => {
    const { user } = c.var.session;
    const [account, partner] = await Promise.all([store.account(user), store.partner(user)]);
    if (!account?.profile) return refusal(c, refused("profile_required"));
    if (partner) return refusal(c, refused("has_partner"));
    return await invite(c, deps);
  });

  app.get("/invites/:token", signedIn(deps), async (c) => {
    const hash = await hashInviteToken(c.req.param("token"));
    const found = hash && await store.invite(hash);
    if (!found) return noSuchInvite(c);
    const { inviter, expiresAt, usedAt } = found;
    if (usedAt !== null || expiresAt <= instantOf(clock.now())) {
      return refusal(c, refused("invite_over"));
    }
    return c.json({ inviter, expiresAt });
  });

  app.post("/invites/:token/acceptance", signedIn(deps), withoutBody(deps), async (c) => {
    const hash = await hashInviteToken(c.req.param("token"));
    if (!hash) return noSuchInvite(c);
    const { user } = c.var.session;
    const answer = await matchmaker.ask({ type: "accept_invite", user, hash });
    // Who logs out at the same moment may have parted before they had a partner.
    if (answer.type === "accepted") await endPartnership(user, deps);
    if (answer.type === "accepted") return c.json({ partner: answer.partner });
    return answer.type === "refused" && answer.code === "not_found"
      ? noSuchInvite(c)
      : refusal(c, answer);
  });

  return app;
}

async function invite(
  c: Context<Env>,
  { store, clock, newToken, settings }: Deps,
): Promise<Response> {
  const token = newToken();
  const hash = await hashInviteToken(token);
  if (!hash) {
    throw new Error("The source of tokens made one that is not 22 characters of base64url");
  }
  const now = clock.now();
  const expiresAt = instantOf(now + holdsMs);
  await store.createInvite({ hash, inviter: c.var.session.user, at: instantOf(now), expiresAt });
  const link = `${ownOrigin(c.req.raw, settings.origins)}/invite/${token}`;
  return c.json({ invite: { token, link, expiresAt } }, 201);
}

function noSuchInvite(c: Context): Response {
  return problem(c, "not_found", "There is no such invite; is the link whole?");
}

function refused(code: Refused["code"]): Refused {
  return { type: "refused", code };
}
