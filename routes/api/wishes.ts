// What others asked for lately, for who waits.

import { Hono } from "hono";
import { instantOf } from "../../protocol/clock.ts";
import { wishesKeptMs, wishesMost } from "../../protocol/rules.ts";
import type { CommonWish } from "../../db/store/wishes.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";

/** The store is asked so seldom, however many people wait. */
const cachedMs = 60_000;

export function wishRoutes(deps: Deps): Hono<Env> {
  const find = cachedWishes(deps);
  return new Hono<Env>().get("/wishes", signedIn(deps, "read", "match"), async (c) => {
    const { user } = c.var.session;
    // Without the asker enough others have to remain.
    const told = (await find()).filter(({ justEnough }) => !justEnough.includes(user));
    return c.json({ wishes: told.slice(0, wishesMost).map(({ wish }) => wish) });
  });
}

/** Who asks while the store is asked waits for that answer; a failed one is not kept. */
function cachedWishes({ store, clock }: Deps): () => Promise<readonly CommonWish[]> {
  let cached: { readonly at: number; readonly wishes: Promise<readonly CommonWish[]> } | null =
    null;
  return () => {
    const now = clock.now();
    if (cached !== null && now - cached.at < cachedMs) return cached.wishes;
    const wishes = store.commonWishes(instantOf(now - wishesKeptMs), instantOf(now));
    const asked = cached = { at: now, wishes };
    wishes.catch(() => {
      if (cached === asked) cached = null;
    });
    return wishes;
  };
}
