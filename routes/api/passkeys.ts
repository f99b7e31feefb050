// Passkeys: added by who knows the password, listed and removed by their user, and a way to log in
// without a password.

import { type Context, Hono } from "hono";
import { validator } from "hono/validator";
import * as v from "valibot";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import { agentOf } from "../auth/agent.ts";
import { Passkeys } from "../auth/passkeys.ts";
import { accountGone, type PasswordCheck } from "../auth/password_check.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { enter, type EntryDeps, newEntry } from "../auth/sign_in.ts";
import { noEntry } from "../auth/suspended.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { accountSchemas, givenName } from "../http/schemas.ts";
import { invalid, strict } from "../http/validate.ts";
import { accountView } from "./accounts.ts";

/** Passkeys of one user. */
const passkeysMost = 20;
const labelLength = 64;

const label = givenName(labelLength);
const response = v.pipe(
  v.looseObject({
    id: v.pipe(v.string("Expected a string"), v.regex(/^[\w-]{1,1400}$/, "Expected base64url")),
    response: v.looseObject({}, "Expected an object"),
  }, "Expected an object"),
);
const addition = strict({ response, label: v.optional(v.nullable(label)) });
const logIn = strict({ response });

const passkeyParam = validator(
  "param",
  ({ id = "" }, c) =>
    /^[\w-]+$/.test(id) ? { id } : problem(c, "not_found", "You have no passkey with this id"),
);

export function passkeyRoutes(deps: EntryDeps, check: PasswordCheck): Hono<Env> {
  const { store, clock, isCommonPassword } = deps;
  const { ownPassword } = accountSchemas({ today: () => dayOf(clock.now()), isCommonPassword });
  const passkeys = new Passkeys(deps);
  const app = new Hono<Env>();

  app.get("/me/passkeys", signedIn(deps), async (c) => {
    return c.json({ passkeys: await store.passkeys(c.var.session.user) });
  });

  const options = "/me/passkeys/options";
  app.post(options, signedIn(deps), jsonBody(ownPassword, deps), async (c) => {
    const account = await check.own(c, c.req.valid("json").password);
    if (account instanceof Response) return account;
    const known = await store.passkeys(account.user.id);
    return c.json(await passkeys.creationOptions(c, account.user, known));
  });

  app.post("/me/passkeys", signedIn(deps), jsonBody(addition, deps), async (c) => {
    return await addPasskey(c, c.req.valid("json"), { ...deps, passkeys });
  });

  app.delete("/me/passkeys/:id", signedIn(deps), withoutBody(deps), passkeyParam, async (c) => {
    const isRemoved = await store.removePasskey(c.var.session.user, c.req.valid("param").id);
    return isRemoved
      ? c.body(null, 204)
      : problem(c, "not_found", "You have no passkey with this id");
  });

  return app;
}

async function addPasskey(
  c: Context<Env>,
  { response, label }: v.InferOutput<typeof addition>,
  { store, clock, passkeys }: EntryDeps & { readonly passkeys: Passkeys },
): Promise<Response> {
  const { user } = c.var.session;
  const key = await passkeys.created(c, user, response);
  if (!key) {
    return invalid(c, "response", "Expected the right answer to a challenge of this server");
  }
  const at = instantOf(clock.now());
  const named = label ?? agentOf(c.req.header("user-agent"));
  const outcome = await store.addPasskey({ ...key, user, label: named, at }, passkeysMost);
  if (outcome !== "added") return refused(c, outcome);
  return c.json({ passkey: { id: key.id, createdAt: at, usedAt: null, label: named } }, 201);
}

/** Logging in by a passkey: without a session, and without a name. */
export function passkeyLogInRoutes(deps: EntryDeps): Hono<Env> {
  const { store, clock } = deps;
  const passkeys = new Passkeys(deps);
  const app = new Hono<Env>();

  app.post("/session/passkey/options", withoutBody(deps), async (c) => {
    return c.json(await passkeys.requestOptions(c));
  });

  app.post("/session/passkey", jsonBody(logIn, deps), async (c) => {
    const { response } = c.req.valid("json");
    const passkey = await store.passkey(response.id);
    const counter = passkey && await passkeys.verified(c, passkey, response);
    if (passkey === null || counter === null) return wrongPasskey(c);
    const { account } = passkey;
    const entry = await newEntry(c, deps);
    const session = { ...entry.session, user: account.user.id };
    const isThere = await store.usePasskey(response.id, counter, session.createdAt);
    if (!isThere) return wrongPasskey(c);
    if (!await store.openSession(session, entry.sight)) {
      return await noEntry(c, account.user.id, deps);
    }
    await enter(c, entry, account.user.id, deps);
    return c.json(accountView(account, dayOf(clock.now())));
  });

  return app;
}

function wrongPasskey(c: Context): Response {
  return problem(c, "bad_credentials", "No account is opened by this passkey, or not any more");
}

function refused(c: Context, outcome: "full" | "taken" | "gone"): Response {
  switch (outcome) {
    case "full":
      return problem(c, "too_many_passkeys", `At most ${passkeysMost}: remove one first`);
    case "taken":
      return invalid(c, "response", "Expected a passkey that is not known yet");
    case "gone":
      return accountGone(c);
  }
}
