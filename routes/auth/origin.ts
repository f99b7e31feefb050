// Which origins are the server's own. Pages of other sites are refused, programs without an
// `Origin` are let through.

import type { MiddlewareHandler } from "hono";
import { problem } from "../http/problem.ts";

/** Whether a request's `Origin`, if it has one, is the server's own. */
export function hasOwnOrigin(request: Request, origins: readonly string[]): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  if (origins.length > 0) return origins.includes(origin);
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && origin === url.origin &&
    url.host === request.headers.get("host");
}

/** The own origin at which a request found the server. */
export function ownOrigin(request: Request, origins: readonly string[]): string {
  const origin = request.headers.get("origin");
  if (origin !== null && hasOwnOrigin(request, origins)) return origin;
  const host = `http://${request.headers.get("host")}`;
  return origins[0] ?? (URL.parse(host) ?? new URL(request.url)).origin;
}

/** Refuses what a page of another site could make a browser send. */
export function sameOrigin(origins: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const isSafe = c.req.method === "GET" || c.req.method === "HEAD";
    const isCrossSite = c.req.header("sec-fetch-site") === "cross-site";
    if (!isSafe && (isCrossSite || !hasOwnOrigin(c.req.raw, origins))) {
      return problem(
        c,
        "cross_origin",
        `The origin "${c.req.header("origin") ?? "unknown"}" is not this server's`,
      );
    }
    await next();
  };
}

/** Trio itself speaks plain HTTP: an own origin with https means that a proxy in front ends TLS. */
export function isTls(origins: readonly string[]): boolean {
  return origins.some((origin) => origin.startsWith("https:"));
}
