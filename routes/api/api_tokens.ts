// API tokens: made, listed and ended by who is logged in, and by no token.

import { type Context, Hono } from "hono";
import * as v from "valibot";
import {
  type ApiToken,
  scopes,
  tokenDaysMost,
  tokenNameMost,
  tokensMost,
} from "../../protocol/api_tokens.ts";
import { instantOf } from "../../protocol/clock.ts";
import type { SessionId } from "../../protocol/domain.ts";
import { apiTokenOf, hashApiToken } from "../auth/api_tokens.ts";
import { accountGone } from "../auth/password_check.ts";
import { type Env, signedIn } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { givenName } from "../http/schemas.ts";
import { strict } from "../http/validate.ts";
import { idParam } from "./params.ts";

const dayMs = 86_400_000;

const someScopes = `Expected some of ${scopes.map((one) => `"${one}"`).join(", ")}, each once`;
const someDays = `Expected a whole number from 1 to ${tokenDaysMost}`;
const request = strict({
  name: givenName(tokenNameMost),
  scopes: v.pipe(
    v.array(v.picklist(scopes, someScopes), someScopes),
    v.nonEmpty(someScopes),
    v.check((all) => new Set(all).size === all.length, someScopes),
    v.check(
      (all) => !all.includes("chat") || all.includes("read"),
      'Expected "read" besides "chat": texts go over a socket, which shows all',
    ),
  ),
  days: v.pipe(
    v.number(someDays),
    v.integer(someDays),
    v.minValue(1, someDays),
    v.maxValue(tokenDaysMost, someDays),
  ),
});

export function apiTokenRoutes(deps: Deps): Hono<Env> {
  const { store, clock } = deps;
  const app = new Hono<Env>();

  app.post("/me/tokens", signedIn(deps), jsonBody(request, deps), async (c) => {
    return await addToken(c, c.req.valid("json"), deps);
  });

  app.get("/me/tokens", signedIn(deps), async (c) => {
    return c.json({ tokens: await store.apiTokens(c.var.session.user, instantOf(clock.now())) });
  });

  const aToken = idParam<"session">("token of yours");
  app.delete("/me/tokens/:id", signedIn(deps), withoutBody(deps), aToken, async (c) => {
    const { user } = c.var.session;
    const { id } = c.req.valid("param");
    if (!await store.endToken(id, user)) {
      return problem(c, "not_found", "There is no such token of yours");
    }
    deps.placement.endSession(user, id);
    return c.body(null, 204);
  });

  return app;
}

async function addToken(
  c: Context<Env>,
  { name, scopes, days }: v.InferOutput<typeof request>,
  { store, clock, newId, newToken, keyedHash }: Deps,
): Promise<Response> {
  const token = apiTokenOf(newToken(), keyedHash);
  const hash = hashApiToken(token, keyedHash);
  if (hash === null) throw new Error("An API token of this server is none");
  const now = clock.now();
  const shown = {
    ...{ id: newId() as SessionId, name, scopes },
    createdAt: instantOf(now),
    expiresAt: instantOf(now + days * dayMs),
  };
  const outcome = await store.addToken({ ...shown, hash, user: c.var.session.user }, tokensMost);
  switch (outcome) {
    case "added": {
      const view: ApiToken = { ...shown, lastUsedAt: null };
      return c.json({ token, ...view }, 201);
    }
    case "full":
      return problem(c, "too_many_tokens", `At most ${tokensMost}: revoke one first`);
    case "gone":
      return accountGone(c);
  }
}
