// How the server is, for operators.

import { Hono } from "hono";
import * as v from "valibot";
import { operatorsOnly } from "../auth/roles_only.ts";
import { anySession, type Env } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { queryOf, strict } from "../http/validate.ts";
import { opsView } from "../ops/ops_view.ts";

const query = strict({
  span: v.optional(v.picklist(["hour", "day"], 'Expected "hour" or "day"'), "hour"),
});

export function opsRoutes(deps: Deps): Hono<Env> {
  const { store, clock } = deps;
  const app = new Hono<Env>();
  app.get("/ops", anySession(deps), operatorsOnly(deps), queryOf(query), async (c) => {
    const { span } = c.req.valid("query");
    return c.json(await opsView(span, { store, now: clock.now() }));
  });
  return app;
}
