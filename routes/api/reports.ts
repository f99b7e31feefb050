// What a member tells moderators about another one, and whether it was handled.

import { Hono } from "hono";
import * as v from "valibot";
import { instantOf } from "../../protocol/clock.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { isSeq } from "../../protocol/ids.ts";
import type { ReportId } from "../../protocol/moderation.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { idOf, words } from "../http/schemas.ts";
import { invalid, strict } from "../http/validate.ts";
import { storedRate } from "../limits/rate_limiter.ts";
import { notOneself } from "./params.ts";

const aUuid = "Expected a UUID in lower case";
const groupId = idOf<GroupId>(aUuid);
const userId = idOf<UserId>(aUuid);
const seq = v.pipe(
  v.custom<number>((value) => isSeq(value), "Expected a whole number from 0 to 2^53 - 1"),
  v.metadata({ type: "integer", minimum: 0 }),
);
const request = strict({
  group: groupId,
  user: userId,
  reason: words("reason"),
  seq: v.exactOptional(seq),
});

export function reportRoutes(deps: Deps): Hono<Env> {
  const { store, moderation, clock, newId } = deps;
  const app = new Hono<Env>();

  const rate = storedRate(deps, "reports");
  app.post("/reports", signedIn(deps, "chat"), rate, jsonBody(request, deps), async (c) => {
    const { group, user: about, reason, seq = null } = c.req.valid("json");
    const by = c.var.session.user;
    if (about === by) return invalid(c, "user", notOneself);
    const id = newId() as ReportId;
    const at = instantOf(clock.now());
    return await moderation.report({ id, group, by, about, reason, seq, at })
      ? c.body(null, 204)
      : problem(c, "not_found", "You were in no such group with this user, or see no such message");
  });

  app.get("/reports", signedIn(deps, "read"), async (c) => {
    return c.json({ reports: await store.ownReports(c.var.session.user) });
  });

  return app;
}
