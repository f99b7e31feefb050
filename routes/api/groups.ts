// A user's groups, their history, and leaving one. To anyone who is not a member a group does not
// exist.

import { type Context, Hono } from "hono";
import * as v from "valibot";
import { dayOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import { isId } from "../../protocol/ids.ts";
import { groupView } from "../../actors/connections/presenters.ts";
import type { StoredGroup } from "../../db/store/groups.ts";
import type { Range } from "../../db/store/logs.ts";
import { check, strict, withoutBody } from "../http/body.ts";
import type { Deps } from "../deps.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { knowsGroup } from "../sockets/group_access.ts";
import { problem } from "../http/problem.ts";

const pageSize = { usual: 50, most: 200 };

const seq = wholeNumber(0, Number.MAX_SAFE_INTEGER, "Expected a whole number from 0 to 2^53 - 1");
const limit = wholeNumber(1, pageSize.most, `Expected a whole number from 1 to ${pageSize.most}`);
const runQuery = v.pipe(
  strict({ before: v.optional(seq), after: v.optional(seq), limit: v.optional(limit) }),
  v.check(
    ({ before, after }) => before === undefined || after === undefined,
    'Expected "before" or "after", not both',
  ),
);

export function groupRoutes(deps: Deps): Hono<Env> {
  const { store, directory } = deps;
  const app = new Hono<Env>();

  app.get("/groups", signedIn(deps), async (c) => {
    const groups = await store.groups(c.var.session.user);
    return c.json({ groups: groups.map((group) => view(group, deps)) });
  });

  app.get("/groups/:id", signedIn(deps), async (c) => {
    const id = c.req.param("id");
    const group = isId<"group">(id) ? await store.group(c.var.session.user, id) : null;
    return group ? c.json({ group: view(group, deps) }) : noSuchGroup(c);
  });

  app.get("/groups/:id/messages", signedIn(deps), async (c) => {
    const id = c.req.param("id");
    if (!isId<"group">(id)) return noSuchGroup(c);
    const query = check(c, runQuery, c.req.query());
    if (!query.ok) return query.refusal;
    const page = await store.messages(c.var.session.user, id, rangeOf(query.value));
    return page ? c.json(page) : noSuchGroup(c);
  });

  app.delete("/groups/:id/membership", signedIn(deps), withoutBody(deps), async (c) => {
    const [id, { user }] = [c.req.param("id"), c.var.session];
    if (!isId<"group">(id) || !await knowsGroup(store, user, id)) return noSuchGroup(c);
    const answer = await directory.ask(id, { type: "quit", user });
    if (answer.type !== "refused") return c.body(null, 204);
    return answer.code === "unavailable"
      ? problem(c, "unavailable", answer.detail)
      : noSuchGroup(c);
  });

  return app;
}

function rangeOf(query: v.InferOutput<typeof runQuery>): Range {
  const { before = null, after, limit = pageSize.usual } = query;
  return after === undefined ? { before, limit } : { after, limit };
}

function view(group: StoredGroup, { hub, clock }: Deps) {
  return groupView(group, {
    day: dayOf(clock.now()),
    isOnline: (user: UserId) => hub.isOnline(user),
  });
}

/** The same whether the group exists or not: a foreign id tells nothing. */
function noSuchGroup(c: Context): Response {
  return problem(c, "not_found", "You are in no group with this id");
}

function wholeNumber(least: number, most: number, message: string) {
  return v.pipe(
    v.string(message),
    v.regex(/^\d{1,16}$/, message),
    v.transform(Number),
    v.check((number) => number >= least && number <= most, message),
  );
}
