// The free seat of a group that someone has quit: its members look for a third, or stop looking.

import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { GroupId } from "../../protocol/domain.ts";
import { isId } from "../../protocol/ids.ts";
import { readBody, strict, withoutBody } from "../http/body.ts";
import { criteria } from "../http/schemas.ts";
import type { Deps } from "../deps.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { emptyAnswer, refusal } from "./matchmaker_problems.ts";

const request = strict({ criteria: v.exactOptional(v.nullable(criteria), null) });

export function seatRoutes(deps: Deps): Hono<Env> {
  const { matchmaker } = deps;
  const app = new Hono<Env>();

  app.put("/groups/:id/seat", signedIn(deps), async (c) => {
    const body = await readBody(c, request, deps);
    if (!body.ok) return body.refusal;
    const group = groupOf(c);
    if (!group) return refusal(c, notMember);
    const { user } = c.var.session;
    const answer = await matchmaker.ask({
      type: "open_seat",
      user,
      group,
      criteria: body.value.criteria,
    });
    return answer.type === "seat" ? c.json({ seat: answer.seat }) : refusal(c, answer);
  });

  app.delete("/groups/:id/seat", signedIn(deps), withoutBody(deps), async (c) => {
    const group = groupOf(c);
    if (!group) return refusal(c, notMember);
    return emptyAnswer(
      c,
      await matchmaker.ask({ type: "close_seat", user: c.var.session.user, group }),
    );
  });

  return app;
}

const notMember = { type: "refused", code: "not_member" } as const;

function groupOf(c: Context<Env, "/groups/:id/seat">): GroupId | null {
  const id = c.req.param("id");
  return isId<"group">(id) ? id : null;
}
