// Recovery codes: given to who knows the password, taken for a new one from who forgot it.

import { type Context, Hono } from "hono";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import type { Account } from "../../db/store/users.ts";
import { accountGone, type PasswordCheck } from "../auth/password_check.ts";
import { hashRecoveryCode, replaceRecoveryCodes } from "../auth/recovery_codes.ts";
import { type Env, signedIn } from "../auth/session.ts";
import { endOtherSockets, enter, type EntryDeps, newEntry } from "../auth/sign_in.ts";
import { noEntry } from "../auth/suspended.ts";
import { jsonBody } from "../http/body.ts";
import { accountSchemas } from "../http/schemas.ts";
import { accountView, isUsername, passwordIsUsername } from "./accounts.ts";

export function recoveryCodeRoutes(deps: EntryDeps, check: PasswordCheck): Hono<Env> {
  const { store, clock, isCommonPassword } = deps;
  const today = () => dayOf(clock.now());
  const schemas = accountSchemas({ today, isCommonPassword });
  const app = new Hono<Env>();

  app.get("/me/recovery", signedIn(deps), async (c) => {
    return c.json({ left: await deps.store.countRecoveryCodes(c.var.session.user) });
  });

  app.post("/me/recovery", signedIn(deps), jsonBody(schemas.ownPassword, deps), async (c) => {
    const account = await check.own(c, c.req.valid("json").password);
    if (account instanceof Response) return account;
    const at = instantOf(clock.now());
    const codes = await replaceRecoveryCodes(account.user.id, at, store);
    return codes ? c.json({ codes }, 201) : accountGone(c);
  });

  app.post("/session/recovery", jsonBody(schemas.recovery, deps), async (c) => {
    return await recover(c, c.req.valid("json"), { ...deps, check });
  });

  return app;
}

/** The work is the same whether or not the name is known and the code right. */
async function recover(
  c: Context,
  { username, code, password }: {
    readonly username: string;
    readonly code: string;
    readonly password: string;
  },
  deps: EntryDeps & { readonly check: PasswordCheck },
): Promise<Response> {
  const { store, clock, check } = deps;
  if (isUsername(password, username)) return passwordIsUsername(c);
  const entry = await newEntry(c, deps);
  const account = await check.guess<Account | Response>(
    c,
    { kind: "code", username },
    async (found, hashing) => {
      const passwordHash = await hashing.hash(password);
      const hash = await hashRecoveryCode(code);
      const user = found?.user.id ?? null;
      const { session, sight } = entry;
      const outcome = await store.recover({ user, hash, passwordHash, session, sight });
      return outcome === "suspended" ? await noEntry(c, found?.user.id, deps) : outcome;
    },
  );
  if (account instanceof Response) return account;
  endOtherSockets({ id: entry.session.id, user: account.user.id }, deps);
  await enter(c, entry, account.user.id, deps);
  return c.json(accountView(account, dayOf(clock.now())));
}
