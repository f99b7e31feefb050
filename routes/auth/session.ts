// The session behind a request, by its cookie.

import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, generateCookie, getCookie } from "hono/cookie";
import type { Session } from "../../actors/connections/connection.ts";
import type { Store } from "../../db/store/store.ts";
import { type Clock, instantOf } from "../../protocol/clock.ts";
import type { Settings } from "../../settings.ts";
import { problem } from "../http/problem.ts";
import { isTls } from "./origin.ts";
import type { Tokens } from "./tokens.ts";

/** What handlers behind `signedIn` find in their context. */
export interface Env {
  Variables: { session: Session };
}

export interface SessionDeps {
  readonly store: Store;
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

/** The live session that the request's cookie names, or null. */
export async function sessionOf(
  c: Context,
  { store, clock, tokens, settings }: SessionDeps,
): Promise<Session | null> {
  const token = getCookie(c, cookieName(settings.origins));
  const session = token ? await tokens.verify(token) : null;
  if (!session) return null;
  const found = await store.session(session, instantOf(clock.now()));
  return found && { id: session, user: found.user.id, expiresAt: found.expiresAt };
}

/** The session's cookie as a header. Throws where it cannot be one: before anything is stored. */
export function sessionCookie(token: string, { origins, sessionMs }: Settings): string {
  const options = { ...cookieOptions(origins), maxAge: sessionMs / 1_000 };
  return generateCookie(cookieName(origins), token, options);
}

export function clearSessionCookie(c: Context, { origins }: Settings): void {
  deleteCookie(c, cookieName(origins), cookieOptions(origins));
}

function cookieOptions(origins: readonly string[]) {
  return { httpOnly: true, sameSite: "Lax", path: "/", secure: isTls(origins) } as const;
}

function cookieName(origins: readonly string[]): string {
  return isTls(origins) ? "__Host-trio" : "trio";
}
