// Accounts and sessions: sign up, log in, log out, who am I.

import { type Context, Hono } from "hono";
import { profileView } from "../../actors/connections/presenters.ts";
import type { Account, Credentials, NewProfile } from "../../db/store/users.ts";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import type { User, UserId } from "../../protocol/domain.ts";
import { suspensionAt } from "../../protocol/suspension.ts";
import { accountGone, type PasswordCheck } from "../auth/password_check.ts";
import type { Proof } from "../auth/proof_of_work.ts";
import {
  anySession,
  clearSessionCookies,
  type Env,
  liveSessions,
  signedIn,
} from "../auth/session.ts";
import { endSession, enter, type EntryDeps, newEntry } from "../auth/sign_in.ts";
import { noEntry, suspended } from "../auth/suspended.ts";
import {
  speaksForHouse,
  usernameHashes,
  usernameKey,
  usernameSkeletons,
} from "../auth/username_key.ts";
import type { Deps } from "../deps.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { accountSchemas } from "../http/schemas.ts";
import { invalid } from "../http/validate.ts";
import { createSignUpPace, type PaceSignUp, type SignUpAnswer } from "../limits/sign_up_pace.ts";
import { slowDown } from "../limits/rate_limiter.ts";
import { isAgeRefused, tooYoung, withFirstLanguages } from "./profile.ts";

export function accountRoutes(deps: EntryDeps, check: PasswordCheck): Hono<Env> {
  const today = () => dayOf(deps.clock.now());
  const schemas = accountSchemas({ today, isCommonPassword: deps.isCommonPassword });
  const pacing = { ...deps, paceSignUp: createSignUpPace(deps) };
  const app = new Hono<Env>();

  app.post("/users", jsonBody(schemas.signUp, deps), async (c) => {
    return await signUp(c, { ...c.req.valid("json"), client: check.clientOf(c) }, pacing);
  });

  app.post("/session", jsonBody(schemas.logIn, deps), async (c) => {
    const { username, password } = c.req.valid("json");
    const account = await check.byName(c, username, password);
    return account instanceof Response ? account : await logIn(c, account, deps);
  });

  app.delete("/session", signedIn(deps), withoutBody(deps), async (c) => {
    const names = [];
    // All that the browser has: else one of them would be found the next time.
    for await (const { name, session } of liveSessions(c, deps)) {
      names.push(name);
      await endSession(session, deps);
    }
    return loggedOut(c, names, deps);
  });

  app.get("/me", anySession(deps), async (c) => {
    return await whoAmI(c, deps);
  });

  return app;
}

/** With the right password. */
async function logIn(c: Context, account: Credentials, deps: EntryDeps): Promise<Response> {
  const { store, clock } = deps;
  const suspension = suspensionAt(account.suspension, instantOf(clock.now()));
  if (suspension) return suspended(c, suspension);
  const entry = await newEntry(c, deps);
  const session = { ...entry.session, user: account.user.id };
  if (!await store.openSession(session, entry.sight, account.passwordVersion)) {
    return await noEntry(c, account.user.id, deps);
  }
  await enter(c, entry, account.user.id, deps);
  return c.json(accountView(account, dayOf(clock.now())));
}

async function whoAmI(c: Context<Env>, { store, clock }: Deps): Promise<Response> {
  const { user } = c.var.session;
  const now = clock.now();
  const [account, standing, preferences] = await Promise.all([
    store.account(user),
    store.standing(user, instantOf(now)),
    store.preferences(user),
  ]);
  if (!account || !standing || !preferences) return accountGone(c);
  const { role, notice } = standing;
  return c.json({ ...accountView(account, dayOf(now)), role, notice, preferences });
}

/**
 * 204 to a browser that has no session any more. It forgets what it cached of this server, a page
 * that the back button would bring back included.
 */
export function loggedOut(c: Context, cookies: readonly string[], { settings }: Deps): Response {
  clearSessionCookies(c, cookies, settings);
  c.header("clear-site-data", '"cache"');
  return c.body(null, 204);
}

interface SignUp {
  /** The client in whose turn the password is hashed. */
  readonly client: string;
  readonly username: string;
  readonly password: string;
  readonly profile?: NewProfile | null | undefined;
  readonly proof?: Proof | undefined;
  /** Whether the account is a program's. */
  readonly bot?: boolean | undefined;
}

async function signUp(
  c: Context,
  { username, password, client, profile = null, proof, bot = false }: SignUp,
  deps: EntryDeps & { readonly paceSignUp: PaceSignUp },
): Promise<Response> {
  const { store, clock, newId, passwords, keyedHash } = deps;
  // First: a sign-up that is refused for its age, or its name, counts like any other.
  const paced = await deps.paceSignUp(client, proof ?? null);
  if (paced.type !== "admitted") return notAdmitted(c, paced);
  if (profile && await isAgeRefused(c, profile, deps)) return tooYoung(c, deps);
  const key = usernameKey(username);
  const skeletons = usernameSkeletons(username);
  // A name that is taken costs the same work: else it would be told from a free one for nothing.
  const user: User = { id: newId() as UserId, username, ...(bot && { bot }) };
  const passwordHash = await passwords.hash(password, client);
  const entry = await newEntry(c, deps);
  const session = { ...entry.session, user: user.id };
  const account = {
    ...{
      user,
      profile: profile && withFirstLanguages(c, profile),
      usernameKey: key,
      skeletons,
      passwordHash,
      at: session.createdAt,
    },
    usernameHashes: usernameHashes(username, keyedHash),
  };
  const isFree = !speaksForHouse(username) && await store.createUser(account, session, entry.sight);
  if (!isFree) return usernameTaken(c, username);
  await enter(c, entry, user.id, deps);
  const stored = await store.account(user.id);
  if (!stored) return accountGone(c);
  return c.json(accountView(stored, dayOf(clock.now())), 201);
}

function notAdmitted(
  c: Context,
  refusal: Exclude<SignUpAnswer, { readonly type: "admitted" }>,
): Response {
  if (refusal.type === "slow_down") {
    return slowDown(c, "Too many accounts were made in this network", refusal.seconds);
  }
  const { challenge, bits } = refusal;
  const detail = "Many accounts were made in this network; this one needs a proof of work";
  return problem(c, "proof_required", detail, { members: { challenge, bits } });
}

function usernameTaken(c: Context, username: string): Response {
  return problem(
    c,
    "username_taken",
    `"${username}" is taken, or looks like a name that is`,
  );
}

export function isUsername(password: string, username: string): boolean {
  return usernameKey(password) === usernameKey(username);
}

export function passwordIsUsername(c: Context): Response {
  return invalid(c, "password", "Must not be the username", "username");
}

/** The answer to signing up, logging in and `GET /api/me`. */
export function accountView({ user, profile }: Account, day: string) {
  return { user, profile: profile && profileView(profile, day) };
}
