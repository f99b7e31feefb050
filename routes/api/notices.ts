// What moderators have said to a user, until the user has read it.

import { Hono } from "hono";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { withoutBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { idParam } from "./params.ts";

export function noticeRoutes(deps: Deps): Hono<Env> {
  const path = "/me/notice/:id";
  const aNotice = idParam<"notice">("notice");
  return new Hono<Env>().delete(path, signedIn(deps), withoutBody(deps), aNotice, async (c) => {
    return await deps.moderation.readNotice(c.var.session.user, c.req.valid("param").id)
      ? c.body(null, 204)
      : problem(c, "not_found", "You were given no such notice");
  });
}
