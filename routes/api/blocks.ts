// Whom a user never wants to meet, and whom they would like to meet again.

import { Hono } from "hono";
import * as v from "valibot";
import type { UserId } from "../../protocol/domain.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { optionalBody, withoutBody } from "../http/body.ts";
import { strict } from "../http/validate.ts";
import { emptyAnswer } from "./matchmaker_problems.ts";
import { noSuchUser, otherUserParam } from "./params.ts";

const request = strict({ leave: v.exactOptional(v.boolean("Expected true or false"), false) });

export function blockRoutes(deps: Deps): Hono<Env> {
  const { placement, store } = deps;
  const app = new Hono<Env>();

  app.get("/blocks", signedIn(deps, "read", "match"), async (c) => {
    return c.json({ blocked: await store.blocked(c.var.session.user) });
  });

  const path = "/blocks/:user";
  app.put(path, signedIn(deps, "match"), optionalBody(request, deps), otherUserParam, async (c) => {
    const { user: other } = c.req.valid("param");
    const { leave } = c.req.valid("json");
    const { user } = c.var.session;
    if (leave) await wakeGroups(user, other, deps);
    return emptyAnswer(c, await placement.askMatchmaker({ type: "block", user, other, leave }));
  });

  app.delete(path, signedIn(deps, "match"), withoutBody(deps), otherUserParam, async (c) => {
    const { user: other } = c.req.valid("param");
    // The matchmaker unblocks any id, blocked or not, and does not look whether it is a user's.
    if (!await store.account(other)) return noSuchUser(c);
    const { user } = c.var.session;
    return emptyAnswer(c, await placement.askMatchmaker({ type: "unblock", user, other }));
  });

  for (const [method, on] of [["PUT", true], ["DELETE", false]] as const) {
    const path = "/again/:user";
    app.on(method, path, signedIn(deps, "match"), withoutBody(deps), otherUserParam, async (c) => {
      const { user: other } = c.req.valid("param");
      const { user } = c.var.session;
      return emptyAnswer(
        c,
        await placement.askMatchmaker({ type: "set_rematch_wish", user, other, on }),
      );
    });
  }

  return app;
}

/** The groups of both: their members are shown at once who leaves by a block. */
async function wakeGroups(user: UserId, other: UserId, { store, placement }: Deps): Promise<void> {
  const groups = (await store.coMembers(user)).filter(({ others }) => others.includes(other));
  await Promise.all(groups.map(({ group }) => placement.askGroup(group, { type: "wake", user })));
}
