// Accounts and sessions: sign up, log in, log out, who am I.

import { type Context, Hono } from "hono";
import { profileView } from "../../actors/connections/presenters.ts";
import type { NewSession } from "../../db/store/sessions.ts";
import type { Account, Credentials, StoredProfile } from "../../db/store/users.ts";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import type { SessionId, UserId } from "../../protocol/domain.ts";
import { preparedPassword } from "../../protocol/rules.ts";
import { sightOf } from "../auth/device.ts";
import type { Passwords } from "../auth/passwords.ts";
import {
  clearSessionCookies,
  type Env,
  liveSessions,
  sessionCookie,
  signedIn,
} from "../auth/session.ts";
import {
  formerUsernameKey,
  isReserved,
  usernameKey,
  usernameSkeletons,
} from "../auth/username_key.ts";
import type { Deps } from "../deps.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { accountSchemas } from "../http/schemas.ts";
import { clientAddress, type PeerOf } from "../limits/client_address.ts";
import { type AttemptLogin, createLoginAttempts } from "../limits/login_attempts.ts";
import { slowDown } from "../limits/rate_limiter.ts";
import { endSearch } from "./end_search.ts";
import { endIfOnOneDevice } from "./shared_device.ts";
import { isAgeRefused, tooYoung } from "./profile.ts";

export function accountRoutes(deps: Deps, peerOf: PeerOf): Hono<Env> {
  const today = () => dayOf(deps.clock.now());
  const schemas = accountSchemas({ today, isCommonPassword: deps.isCommonPassword });
  const clientOf = (c: Context) =>
    clientAddress(peerOf(c), c.req.header("x-forwarded-for"), deps.settings.proxies);
  const guarded = { ...deps, peerOf, attemptLogin: createLoginAttempts(deps.rateLimiter) };
  const app = new Hono<Env>();

  app.post("/users", jsonBody(schemas.signUp, deps), async (c) => {
    return await signUp(c, { ...c.req.valid("json"), client: clientOf(c) }, guarded);
  });

  app.post("/session", jsonBody(schemas.logIn, deps), async (c) => {
    return await logIn(c, { ...c.req.valid("json"), client: clientOf(c) }, guarded);
  });

  app.delete("/session", signedIn(deps), withoutBody(deps), async (c) => {
    const names = [];
    // All that the browser has: else one of them would be found the next time.
    for await (const { name, session: { id, user } } of liveSessions(c, deps)) {
      names.push(name);
      await deps.store.endSession(id);
      deps.hub.endSession(user, id);
      await endSearch(user, deps);
    }
    clearSessionCookies(c, names, deps.settings);
    return c.body(null, 204);
  });

  app.get("/me", signedIn(deps), async (c) => {
    const account = await deps.store.account(c.var.session.user);
    if (!account) return problem(c, "unauthenticated", "The account of this session is gone");
    return c.json(accountView(account, today()));
  });

  return app;
}

interface LogIn {
  /** The client in whose turn the password is hashed. */
  readonly client: string;
  readonly username: string;
  readonly password: string;
}
interface SignUp extends LogIn {
  readonly profile?: StoredProfile | null | undefined;
}
interface Guarded extends Deps {
  readonly peerOf: PeerOf;
  readonly attemptLogin: AttemptLogin;
}

async function signUp(
  c: Context,
  { username, password, client, profile = null }: SignUp,
  deps: Guarded,
): Promise<Response> {
  if (profile && await isAgeRefused(c, profile, deps)) return tooYoung(c, deps);
  const { store, clock, newId, passwords } = deps;
  const key = usernameKey(username);
  const skeletons = usernameSkeletons(username);
  const isTaken = isReserved(username) || await store.credentials(key) !== null ||
    await store.isLookAlike(skeletons);
  if (isTaken) return usernameTaken(c, username);
  const user = { id: newId() as UserId, username };
  const passwordHash = await passwords.hash(password, client);
  const { session, cookie } = await newSession(c, user.id, deps);
  const at = session.createdAt;
  const account = { user, profile, usernameKey: key, skeletons, passwordHash, at };
  const { sight, deviceCookie } = sightOf(c, deps);
  if (!await store.createUser(account, session, sight)) return usernameTaken(c, username);
  setCookies(c, [cookie, deviceCookie]);
  return c.json(accountView({ user, profile }, dayOf(clock.now())), 201);
}

async function logIn(
  c: Context,
  { username, password, client }: LogIn,
  deps: Guarded,
): Promise<Response> {
  const { store, clock, passwords, attemptLogin } = deps;
  const found = await attemptLogin(usernameKey(username), async () => {
    const account = await credentialsOf(username, deps);
    const form = await hashedForm(password, account?.passwordHash ?? null, client, passwords);
    return account && form !== null ? { ...account, form } : null;
  });
  if (typeof found === "number") return slowDown(c, "Too many attempts for this username", found);
  if (!found) return problem(c, "bad_credentials", "No user has this username and this password");
  const prepared = preparedPassword(password);
  if (found.form !== prepared) await rehash(found, prepared, client, deps);
  const { session, cookie } = await newSession(c, found.user.id, deps);
  const { sight, deviceCookie } = sightOf(c, deps);
  await store.openSession(session, sight);
  await endIfOnOneDevice(found.user.id, deps);
  setCookies(c, [cookie, deviceCookie]);
  return c.json(accountView(found, dayOf(clock.now())));
}

/**
 * The form of a password that was hashed, or null. Earlier versions have hashed what was typed.
 * Where that differs from the prepared form a wrong password costs two hashes, and so it does under
 * an unknown name.
 */
async function hashedForm(
  password: string,
  hash: string | null,
  client: string,
  passwords: Passwords,
): Promise<string | null> {
  for (const form of new Set([preparedPassword(password), password])) {
    if (await passwords.verify(form, hash, client)) return form;
  }
  return null;
}

/** Hashes the prepared form from now on. A failure changes nothing: the next log-in tries again. */
async function rehash(
  { user, passwordHash }: Credentials,
  prepared: string,
  client: string,
  { store, passwords, report }: Deps,
): Promise<void> {
  try {
    await store.rehash(user.id, passwordHash, await passwords.hash(prepared, client));
  } catch (error) {
    report("A password was not hashed in its prepared form", error);
  }
}

async function credentialsOf(username: string, { store }: Deps): Promise<Credentials | null> {
  const [key, formerKey] = [usernameKey(username), formerUsernameKey(username)];
  const former = formerKey === key ? null : await store.credentials(formerKey);
  // The former key may be another user's, whose name has a different key now.
  return former && usernameKey(former.user.username) === key
    ? former
    : await store.credentials(key);
}

function usernameTaken(c: Context, username: string): Response {
  return problem(
    c,
    "username_taken",
    `"${username}" is taken, or looks like a name that is`,
  );
}

function accountView({ user, profile }: Account, day: string) {
  return {
    user: { id: user.id, username: user.username },
    profile: profile && profileView(profile, day),
  };
}

function setCookies(c: Context, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
}

/** A session that is not stored yet, and its cookie: what can fail does so before it is stored. */
async function newSession(
  c: Context,
  user: UserId,
  { clock, newId, tokens, settings }: Deps,
): Promise<{ readonly session: NewSession; readonly cookie: string }> {
  const id = newId() as SessionId;
  const now = clock.now();
  const expiresAt = instantOf(now + settings.sessionMs);
  const cookie = sessionCookie(c, await tokens.sign(id), settings);
  return { session: { id, user, createdAt: instantOf(now), expiresAt }, cookie };
}
