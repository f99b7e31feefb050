// Which origins are the server's own. Pages of other sites are refused, programs without an
// `Origin` are let through.

import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { sentToken } from "./api_tokens.ts";
import type { OriginHint } from "./origin_hint.ts";
import { whatAccepts } from "../http/accepted.ts";
import { problem } from "../http/problem.ts";
import { invalid } from "../http/validate.ts";

/** Whether a request's `Origin`, if it has one, is the server's own. */
export function hasOwnOrigin(request: Request, origins: readonly string[]): boolean {
  const origin = request.headers.get("origin");
  return origin === null || ownOriginNamed(origin, request, origins) !== null;
}

/** The own origin at which a request found the server. */
export function ownOrigin(request: Request, origins: readonly string[]): string {
  const named = ownOriginNamed(request.headers.get("origin") ?? "", request, origins);
  return named ?? origins[0] ?? (addressOf(request, "http:") ?? new URL(request.url)).origin;
}

/**
 * The address at which a request found the server, by its `Host`; null: that is none. A URL is in
 * lower case and without the default port of its protocol.
 */
export function addressOf(request: Request, protocol: string): URL | null {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return parsed(`${protocol}//${host}`);
}

/** An `Origin` as URLs have it, when it is the server's own. */
function ownOriginNamed(
  origin: string,
  request: Request,
  origins: readonly string[],
): string | null {
  const url = parsed(origin);
  if (url === null) return null;
  const own = origins.length > 0 ? origins : [addressOf(request, url.protocol)?.origin];
  return own.includes(url.origin) ? url.origin : null;
}

/** An http or https URL of a protocol and a host alone. */
function parsed(origin: string): URL | null {
  return /^https?:\/\/[^\s/?#@\\]+$/i.test(origin) ? URL.parse(origin) : null;
}

/** Refuses a request whose `Host` is none, as RFC 9112 asks. HTTP/1.0 knows none. */
export const wellFormedHost: MiddlewareHandler = (c, next) => {
  if (c.req.header("host") !== undefined && addressOf(c.req.raw, "http:") === null) {
    const expected = "Expected a host, and a port if there is one, in Host";
    return Promise.resolve(invalid(c, "", expected));
  }
  return next();
};

/**
 * Refuses what a page of another site could make a browser send: never a token, which no browser
 * adds by itself. It counts only where the request is judged by it, and not where one logs in.
 */
export function sameOrigin(origins: readonly string[], hint: OriginHint): MiddlewareHandler {
  return (c, next) => {
    const isSafe = c.req.method === "GET" || c.req.method === "HEAD";
    const isCrossSite = c.req.header("sec-fetch-site")?.toLowerCase() === "cross-site";
    const isForeign = !isSafe && (isCrossSite || !hasOwnOrigin(c.req.raw, origins));
    if (isForeign && !isJudgedByToken(c)) {
      hint(c.req.raw);
      const detail = `The origin "${c.req.header("origin") ?? "unknown"}" is not this server's`;
      return Promise.resolve(problem(c, "cross_origin", detail));
    }
    return next();
  };
}

function isJudgedByToken(c: Context): boolean {
  return sentToken(c) !== null &&
    matchedRoutes(c).some(({ handler }) => whatAccepts(handler)?.in === "authorization");
}

/** Trio itself speaks plain HTTP: an own origin with https means that a proxy in front ends TLS. */
export function isTls(origins: readonly string[]): boolean {
  return origins.some((origin) => origin.startsWith("https:"));
}
