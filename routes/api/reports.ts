// What a member tells the operator about another one.

import { Hono } from "hono";
import * as v from "valibot";
import { instantOf } from "../../protocol/clock.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { isId } from "../../protocol/ids.ts";
import { reasonFault, reasonLength } from "../../protocol/rules.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { invalid, judged, strict } from "../http/validate.ts";
import { rateLimited } from "../limits/rate_limiter.ts";
import { notOneself } from "./params.ts";

const aUuid = "Expected a UUID in lower case";
const groupId = v.custom<GroupId>((value) => isId(value), aUuid);
const userId = v.custom<UserId>((value) => isId(value), aUuid);
const reason = v.pipe(
  v.string("Expected a string"),
  v.trim(),
  judged(reasonFault, {
    length: `Expected at most ${reasonLength} characters`,
    empty: "Expected a reason",
    invisible: "Expected a reason that shows something",
    surrogates: "Expected no lone surrogates",
    nul: "Expected no NUL",
  }),
);
const request = strict({ group: groupId, user: userId, reason });

export function reportRoutes(deps: Deps): Hono<Env> {
  const { store, clock, newId } = deps;
  const app = new Hono<Env>();

  app.post("/reports", signedIn(deps), rateLimited(deps), jsonBody(request, deps), async (c) => {
    const { group, user: about, reason } = c.req.valid("json");
    const by = c.var.session.user;
    if (about === by) return invalid(c, "user", notOneself);
    const at = instantOf(clock.now());
    const isKept = await store.report({ id: newId(), group, by, about, reason, at });
    return isKept
      ? c.body(null, 204)
      : problem(c, "not_found", "You were in no such group with this user");
  });

  return app;
}
