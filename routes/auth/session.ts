// The session behind a request: by the API token that it brings, else by its cookie.

import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, generateCookie } from "hono/cookie";
import type { Session } from "../../actors/connections/connection.ts";
import type { SessionUses } from "../../actors/connections/session_uses.ts";
import type { Store } from "../../db/store/store.ts";
import { allows, type Scope, scopes } from "../../protocol/api_tokens.ts";
import { type Clock, instantOf } from "../../protocol/clock.ts";
import type { Settings } from "../../settings.ts";
import { accepting } from "../http/accepted.ts";
import { problem } from "../http/problem.ts";
import { hashApiToken, sentToken } from "./api_tokens.ts";
import type { KeyedHash } from "./keyed_hash.ts";
import { addressOf, isTls } from "./origin.ts";
import type { Tokens } from "./tokens.ts";

/** What handlers behind `signedIn` find in their context. */
export interface Env {
  Variables: { session: Session };
}

export interface SessionDeps {
  readonly store: Store;
  readonly sessionUses: Pick<SessionUses, "note">;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly keyedHash: KeyedHash;
  readonly settings: Settings;
}

/**
 * Refuses a request without a live session. Handlers behind it find it in `c.var.session`. An API
 * token is let in where it has one of the scopes; where none is named, no token is.
 */
export function signedIn(deps: SessionDeps, ...needed: readonly Scope[]): MiddlewareHandler<Env> {
  return accepting({ in: "authorization", scopes: needed }, async (c, next) => {
    const session = c.get("session") ?? await sessionOf(c, deps);
    if (!session) return unauthenticated(c);
    if (!allows(session, needed)) return insufficientScope(c, needed);
    c.set("session", session);
    await next();
  });
}

/** As `signedIn`, for what is no matter of scopes: any token is let in. */
export function anySession(deps: SessionDeps): MiddlewareHandler<Env> {
  return signedIn(deps, ...scopes);
}

export function unauthenticated(c: Context): Response {
  const detail = "This needs the cookie of a session, or an API token";
  const headers = { "www-authenticate": 'Bearer error="invalid_token"' };
  return problem(c, "unauthenticated", detail, sentToken(c) === null ? {} : { headers });
}

export function insufficientScope(c: Context, needed: readonly Scope[]): Response {
  const detail = needed.length === 0
    ? "No API token may do this: log in"
    : `This needs an API token with the scope ${needed.map((one) => `"${one}"`).join(" or ")}`;
  const headers = { "www-authenticate": 'Bearer error="insufficient_scope"' };
  return problem(c, "insufficient_scope", detail, { headers });
}

/** A live session, and the name of the cookie that names it. */
interface Found {
  readonly name: string;
  readonly session: Session;
}

/**
 * The live session of a request's API token, and without a token the one that its cookies name
 * first; null: there is none.
 */
export async function sessionOf(
  c: Context,
  deps: SessionDeps,
  token: string | null = sentToken(c),
): Promise<Session | null> {
  if (token !== null) return await sessionOfToken(token, deps);
  for (const [, cookie] of sessionCookies(c, deps.settings)) {
    const session = await sessionOfCookie(cookie, deps);
    if (session === null) continue;
    deps.sessionUses.note(session.id);
    return session;
  }
  return null;
}

async function sessionOfToken(
  token: string,
  { store, clock, keyedHash, sessionUses }: SessionDeps,
): Promise<Session | null> {
  const hash = hashApiToken(token, keyedHash);
  const found = hash && await store.tokenSession(hash, instantOf(clock.now()));
  if (!found) return null;
  sessionUses.note(found.id);
  const { user, ...session } = found;
  return { ...session, user: user.id };
}

/**
 * The live sessions that a request's cookies name. Of several cookies with one name, a browser
 * sends those of other paths and domains, too: each is tried.
 */
export async function* liveSessions(c: Context, deps: SessionDeps): AsyncGenerator<Found> {
  for (const [name, cookie] of sessionCookies(c, deps.settings)) {
    const session = await sessionOfCookie(cookie, deps);
    if (session) yield { name, session };
  }
}

async function sessionOfCookie(
  cookie: string,
  { store, clock, tokens }: SessionDeps,
): Promise<Session | null> {
  const id = await tokens.verify(cookie);
  const found = id && await store.session(id, instantOf(clock.now()));
  return found ? { id, user: found.user.id, expiresAt: found.expiresAt } : null;
}

/** The session's cookie as a header. Throws where it cannot be one: before anything is stored. */
export function sessionCookie(
  c: Context,
  token: string,
  { origins, sessionMs }: Settings,
): string {
  const options = { ...cookieOptions(origins), maxAge: sessionMs / 1_000 };
  return generateCookie(cookieName(c, origins), token, options);
}

/** Clears the cookies of these names, and the one that a log-in sets. */
export function clearSessionCookies(
  c: Context,
  names: readonly string[],
  { origins }: Settings,
): void {
  for (const name of new Set([cookieName(c, origins), ...names])) {
    deleteCookie(c, name, cookieOptions(origins));
  }
}

function cookieOptions(origins: readonly string[]) {
  return { httpOnly: true, sameSite: "Lax", path: "/", secure: isTls(origins) } as const;
}

/**
 * A browser has one set of cookies for all ports of a host: over plain HTTP the name carries the
 * port, so that two servers on one host do not end each other's sessions.
 */
function cookieName(c: Context, origins: readonly string[]): string {
  if (isTls(origins)) return tlsName;
  const port = addressOf(c.req.raw, "http:")?.port ?? "";
  return port === "" ? "trio" : `trio-${port}`;
}

const tlsName = "__Host-trio";
/** Over plain HTTP. Earlier versions have set `trio` at every port. */
const plainName = /^trio(-\d+)?$/;
/** Cookies of a request that are tried, at most. */
const triedMost = 50;

/**
 * The session cookies of a request as name and token, those of the name that this server sets
 * first. One of another server is not signed with this one's key.
 */
function sessionCookies(c: Context, { origins }: Settings): readonly SentCookie[] {
  const own = cookieName(c, origins);
  const sent = sentCookies(c);
  const others = sent.filter(([name]) => name !== own && own !== tlsName && plainName.test(name));
  return [...sent.filter(([name]) => name === own), ...others].slice(0, triedMost);
}

type SentCookie = readonly [name: string, value: string];

/** Every cookie of a request, also where several have one name. */
export function sentCookies(c: Context): readonly SentCookie[] {
  return (c.req.header("cookie") ?? "").split(";").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return [name.trim(), value.join("=").trim()] as const;
  });
}
