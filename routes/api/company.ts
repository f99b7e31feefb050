// Whom a user searches with, and what a member tells the operator about another.

import { Hono } from "hono";
import * as v from "valibot";
import { instantOf } from "../../protocol/clock.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { isId } from "../../protocol/ids.ts";
import { invalid, readBody, strict, withoutBody } from "../http/body.ts";
import type { Deps } from "../deps.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { problem } from "../http/problem.ts";
import { emptyAnswer } from "./matchmaker_problems.ts";
import { rateLimited } from "../limits/rate_limit.ts";

const reasonLength = 1_000;
const aUuid = "Expected a UUID in lower case";
const groupId = v.custom<GroupId>((value) => isId(value), aUuid);
const userId = v.custom<UserId>((value) => isId(value), aUuid);
const reason = v.pipe(
  v.string("Expected a string"),
  v.trim(),
  v.check(
    (text) => /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}]/u.test(text),
    "Expected a reason",
  ),
  v.maxLength(reasonLength, `Expected at most ${reasonLength} characters`),
  v.check((text) => text.isWellFormed(), "Expected no lone surrogates"),
  v.check((text) => !text.includes("\0"), "Expected no NUL"),
);
const reportBody = strict({ group: groupId, user: userId, reason });

export function companyRoutes(deps: Deps): Hono<Env> {
  const { store, clock, newId, matchmaker } = deps;
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

  app.post("/reports", signedIn(deps), rateLimited(deps), async (c) => {
    const body = await readBody(c, reportBody, deps);
    if (!body.ok) return body.refusal;
    const { group, user: about, reason } = body.value;
    const by = c.var.session.user;
    if (about === by) return invalid(c, "user", "Expected somebody else's id, not one's own");
    const at = instantOf(clock.now());
    const kept = await store.report({ id: newId(), group, by, about, reason, at });
    return kept
      ? c.body(null, 204)
      : problem(c, "not_found", "You were in no such group with this user");
  });

  return app;
}
