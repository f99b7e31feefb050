// Who may ask: requests of the server's own pages and of programs, and, where a session is needed,
// its bearer.

import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { instantOf } from "../../protocol/clock.ts";
import type { Session } from "../../actors/connections/connection.ts";
import type { User } from "../../protocol/domain.ts";
import type { Deps } from "../deps.ts";
import { problem } from "../http/problem.ts";

export interface SignedIn extends Session {
  readonly name: User["username"];
}
export interface Env {
  Variables: { session: SignedIn };
}

/** Whether a request's `Origin`, if it has one, is the server's own. */
export function hasOwnOrigin(request: Request, origins: readonly string[]): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  if (origins.length > 0) return origins.includes(origin);
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && origin === url.origin &&
    url.host === request.headers.get("host");
}

/** The origin at which a request found the server, of those that are its own. */
export function ownOrigin(request: Request, origins: readonly string[]): string {
  const origin = request.headers.get("origin");
  if (origin !== null && hasOwnOrigin(request, origins)) return origin;
  const host = `http://${request.headers.get("host")}`;
  return origins[0] ?? (URL.parse(host) ?? new URL(request.url)).origin;
}

/** Refuses what a page of another site could make a browser send. */
export function sameOrigin(origins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const safe = c.req.method === "GET" || c.req.method === "HEAD";
    const crossSite = c.req.header("sec-fetch-site") === "cross-site";
    if (!safe && (crossSite || !hasOwnOrigin(c.req.raw, origins))) {
      return problem(
        c,
        "cross_origin",
        `The origin "${c.req.header("origin") ?? "unknown"}" is not this server's`,
      );
    }
    await next();
  };
}

/** Refuses requests without a live session; those behind it find its bearer in `c.var.bearer`. */
export function signedIn(deps: Deps): MiddlewareHandler<Env> {
  return async (c, next) => {
    const session = c.var.session ?? await sessionOf(c, deps);
    if (!session) return problem(c, "unauthenticated", "This needs the cookie of a session");
    c.set("session", session);
    await next();
  };
}

/**
 * The bearer of the request's session cookie, or null when there is none or the session is over.
 */
export async function sessionOf(
  c: Context,
  { store, clock, tokens, settings }: Deps,
): Promise<SignedIn | null> {
  const token = getCookie(c, cookieName(settings.origins));
  const session = token ? await tokens.verify(token) : null;
  if (!session) return null;
  const found = await store.session(session, instantOf(clock.now()));
  return found &&
    { user: found.user.id, name: found.user.username, id: session, expiresAt: found.expiresAt };
}

export function setSessionCookie(c: Context, token: string, { settings }: Deps): void {
  const { origins, sessionMs } = settings;
  const options = { ...cookieOptions(origins), maxAge: sessionMs / 1_000 };
  setCookie(c, cookieName(origins), token, options);
}

export function clearSessionCookie(c: Context, { settings }: Deps): void {
  deleteCookie(c, cookieName(settings.origins), cookieOptions(settings.origins));
}

function cookieOptions(origins: readonly string[]) {
  return { httpOnly: true, sameSite: "Lax", path: "/", secure: isTls(origins) } as const;
}

function cookieName(origins: readonly string[]): string {
  return isTls(origins) ? "__Host-trio" : "trio";
}

/**
 * Trio itself serves plain HTTP: an own origin with https means that a proxy in front of it ends
 * TLS.
 */
export function isTls(origins: readonly string[]): boolean {
  return origins.some((origin) => origin.startsWith("https:"));
}
