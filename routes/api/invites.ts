// Links that make two users partners, once: making one, looking at it, accepting it.

import { type Context, Hono } from "hono";
import { validator } from "hono/validator";
import type { Store } from "../../db/store/store.ts";
import { instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { hashInviteToken } from "../auth/invite_tokens.ts";
import { ownOrigin } from "../auth/origin.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { withoutBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { storedRate } from "../limits/rate_limiter.ts";
import { endSearchIfOver } from "./end_search.ts";
import { refusal, type Refused } from "./matchmaker_problems.ts";

const holdsMs = 24 * 3_600_000;
const acceptance = "/invites/:token/acceptance";

/** `:token` as the hash by which its invite is found. */
const inviteParam = validator("param", async ({ token = "" }, c) => {
  const hash = await hashInviteToken(token);
  return hash === null ? noSuchInvite(c) : { hash };
});

export function inviteRoutes(deps: Deps): Hono<Env> {
  const { store, clock, placement } = deps;
  const app = new Hono<Env>();

  const rate = storedRate(deps, "invites");
  app.post("/invites", signedIn(deps, "match"), withoutBody(deps), rate, async (c) => {
    const code = await refusalOf(store, c.var.session.user);
    return code === null ? await invite(c, deps) : refusal(c, refused(code));
  });

  app.get("/invites/:token", signedIn(deps, "read", "match"), inviteParam, async (c) => {
    const found = await store.invite(c.req.valid("param").hash);
    if (!found) return noSuchInvite(c);
    const { inviter, expiresAt, usedAt } = found;
    // Asked of a used invite, too: the time of the answer does not tell of a block.
    const areApart = await store.areKeptApart(inviter.id, c.var.session.user);
    if (usedAt !== null || expiresAt <= instantOf(clock.now()) || areApart) {
      return refusal(c, refused("invite_over"));
    }
    return c.json({ inviter, expiresAt });
  });

  app.post(acceptance, signedIn(deps, "match"), withoutBody(deps), inviteParam, async (c) => {
    const { hash } = c.req.valid("param");
    const { user } = c.var.session;
    const answer = await placement.askMatchmaker({ type: "accept_invite", user, hash });
    if (answer.type === "accepted") {
      await endSearchIfOver(c.var.session, deps);
      return c.json({ partner: answer.partner });
    }
    return answer.type === "refused" && answer.code === "not_found"
      ? noSuchInvite(c)
      : refusal(c, answer);
  });

  return app;
}

/** Why a user makes no invite; null: they may. */
async function refusalOf(store: Store, user: UserId): Promise<Refused["code"] | null> {
  const [account, partner] = await Promise.all([store.account(user), store.partner(user)]);
  if (!account?.profile) return "profile_required";
  if (account.user.bot) return "bot_alone";
  return partner ? "has_partner" : null;
}

async function invite(
  c: Context<Env>,
  { store, clock, newToken, settings }: Deps,
): Promise<Response> {
  const token = newToken();
  const hash = await hashInviteToken(token);
  if (!hash) throw new Error("A new token is not 22 characters of base64url");
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
