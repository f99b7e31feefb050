// The session behind a request, by its cookie.

import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, generateCookie } from "hono/cookie";
import type { Session } from "../../actors/connections/connection.ts";
import type { SessionUses } from "../../actors/connections/session_uses.ts";
import type { Store } from "../../db/store/store.ts";
import { type Clock, instantOf } from "../../protocol/clock.ts";
import type { Settings } from "../../settings.ts";
import { problem } from "../http/problem.ts";
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
  readonly settings: Settings;
}

/** Refuses a request without a live session. Handlers behind it find it in `c.var.session`. */
export function signedIn(deps: SessionDeps): MiddlewareHandler<Env> {
  return async (c, next) => {
    const session = c.var.session ?? await sessionOf(c, deps);
    if (!session) return problem(c, "unauthenticated", "This needs the cookie of a session");
    c.set("session", session);
    await next();
  };
}

/** A live session, and the name of the cookie that names it. */
interface Found {
  readonly name: string;
  readonly session: Session;
}

/** The live session that a request's cookies name first, or null. */
export async function sessionOf(c: Context, deps: SessionDeps): Promise<Session | null> {
  for await (const { session } of liveSessions(c, deps)) {
    deps.sessionUses.note(session.id);
    return session;
  }
  return null;
}

/**
 * The live sessions that a request's cookies name. Of several cookies with one name, a browser
 * sends those of other paths and domains, too: each is tried.
 */
export async function* liveSessions(
  c: Context,
  { store, clock, tokens, settings }: SessionDeps,
): AsyncGenerator<Found> {
  for (const [name, token] of sessionCookies(c, settings)) {
    const id = await tokens.verify(token);
    const found = id && await store.session(id, instantOf(clock.now()));
    if (found) yield { name, session: { id, user: found.user.id, expiresAt: found.expiresAt } };
  }
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
