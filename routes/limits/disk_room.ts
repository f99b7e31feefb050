// Refuses requests for which the disk has no room, before they cost anything.

import type { Context, MiddlewareHandler } from "hono";
import type { Disk } from "../../db/store/disk.ts";
import { problem } from "../http/problem.ts";

/** A disk is seldom cleared within a second. */
const retrySeconds = 10;

/** For requests that add to the database. The store refuses them, too, but later. */
export function needsRoom({ disk }: { readonly disk: Disk }): MiddlewareHandler {
  return (c, next) => {
    const refusal = disk.refusal("adds");
    return refusal === null ? next() : Promise.resolve(noRoom(c, refusal));
  };
}

/** 503 `unavailable`, for this reason. */
export function noRoom(c: Context, reason: string): Response {
  return problem(c, "unavailable", reason, { headers: { "retry-after": String(retrySeconds) } });
}
