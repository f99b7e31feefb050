// A user's groups, their history, searching it, and leaving one. To a user who is not a member a
// group does not exist.

import { Hono } from "hono";
import * as v from "valibot";
import { groupView, messageView, nowOf, pageView } from "../../actors/connections/presenters.ts";
import type { StoredGroup } from "../../db/store/groups.ts";
import type { Range } from "../../db/store/logs.ts";
import { hasLength } from "../../protocol/rules.ts";
import { needlesOf, queryLength } from "../../protocol/word_search.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { withoutBody } from "../http/body.ts";
import { internalDetail, problem } from "../http/problem.ts";
import { queryOf, strict } from "../http/validate.ts";
import { knowsGroup } from "../sockets/group_access.ts";
import { groupParam, noSuchGroup } from "./params.ts";

const pageSize = { usual: 50, most: 200 };

const seq = wholeNumber(0, Number.MAX_SAFE_INTEGER, "Expected a whole number from 0 to 2^53 - 1");
const limit = wholeNumber(1, pageSize.most, `Expected a whole number from 1 to ${pageSize.most}`);
const pageSchema = v.pipe(
  strict({ before: v.optional(seq), after: v.optional(seq), limit: v.optional(limit) }),
  v.check(
    ({ before, after }) => before === undefined || after === undefined,
    'Expected "before" or "after", not both',
  ),
);
const searchSchema = strict({
  q: v.pipe(
    v.string("Expected words"),
    v.check(
      (query) => hasLength(query, queryLength),
      `Expected ${queryLength.least} to ${queryLength.most} characters`,
    ),
    v.transform(needlesOf),
    v.check((needles) => needles.length > 0, "Expected at least one word"),
  ),
  before: v.optional(seq),
  limit: v.optional(limit),
});
const searchQuery = queryOf(searchSchema);
const pageQuery = queryOf(pageSchema);

export function groupRoutes(deps: Deps): Hono<Env> {
  const { store, placement } = deps;
  const app = new Hono<Env>();

  app.get("/groups", signedIn(deps, "read"), async (c) => {
    const groups = await store.groups(c.var.session.user);
    return c.json({ groups: groups.map((group) => view(group, deps)) });
  });

  app.get("/groups/:id", signedIn(deps, "read"), groupParam, async (c) => {
    const group = await store.group(c.var.session.user, c.req.valid("param").group);
    return group ? c.json({ group: view(group, deps) }) : noSuchGroup(c);
  });

  app.get("/groups/:id/messages", signedIn(deps, "read"), groupParam, pageQuery, async (c) => {
    const { group } = c.req.valid("param");
    const page = await store.messages(c.var.session.user, group, rangeOf(c.req.valid("query")));
    return page ? c.json(pageView(page)) : noSuchGroup(c);
  });

  const membership = "/groups/:id/membership";
  app.delete(membership, signedIn(deps, "match"), withoutBody(deps), groupParam, async (c) => {
    const { group } = c.req.valid("param");
    const { user } = c.var.session;
    if (!await knowsGroup(store, user, group)) return noSuchGroup(c);
    const answer = await placement.askGroup(group, { type: "quit", user });
    if (answer.type !== "refused") return c.body(null, 204);
    if (answer.isFault) return problem(c, "internal", internalDetail);
    return answer.code === "unavailable"
      ? problem(c, "unavailable", answer.detail)
      : noSuchGroup(c);
  });

  return app.route("/", searchRoutes(deps));
}

function searchRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  return app.get(
    "/groups/:id/search",
    signedIn(deps, "read"),
    groupParam,
    searchQuery,
    async (c) => {
      const { group } = c.req.valid("param");
      const { q: needles, before = null, limit = pageSize.usual } = c.req.valid("query");
      const page = await deps.store.search(c.var.session.user, group, { needles, before, limit });
      if (page === null) return noSuchGroup(c);
      return c.json({ messages: page.messages.map(messageView), more: page.more });
    },
  );
}

function rangeOf(query: v.InferOutput<typeof pageSchema>): Range {
  const { before = null, after, limit = pageSize.usual } = query;
  return after === undefined ? { before, limit } : { after, limit };
}

function view(group: StoredGroup, deps: Deps) {
  return groupView(group, nowOf(deps));
}

/** A number in a query. */
export function wholeNumber(least: number, most: number, message: string) {
  return v.pipe(
    v.string(message),
    v.regex(/^\d{1,16}$/, message),
    v.transform(Number),
    v.check((number) => number >= least && number <= most, message),
  );
}
