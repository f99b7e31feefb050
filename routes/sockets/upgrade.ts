// GET /ws: which requests may become sockets. The driver opens them.

import { type Context, Hono } from "hono";
import type { Session } from "../../actors/connections/connection.ts";
import { allows, scopeOfSocket } from "../../protocol/api_tokens.ts";
import type { UserId } from "../../protocol/domain.ts";
import { KeyedBuckets } from "../../protocol/token_bucket.ts";
import type { Deps } from "../deps.ts";
import { namesProtocol, protocolToken, sentToken, socketProtocol } from "../auth/api_tokens.ts";
import { hasOwnOrigin } from "../auth/origin.ts";
import type { OriginHint } from "../auth/origin_hint.ts";
import { insufficientScope, sessionOf, unauthenticated } from "../auth/session.ts";
import { problem } from "../http/problem.ts";
import { slowDown } from "../limits/rate_limiter.ts";
import { createSocketPlaces, type NoPlace, type Place } from "./socket_places.ts";

/** A request that may become a socket. */
export interface Admitted {
  readonly session: Session;
  /** To be named in the answer; null: none. */
  readonly protocol: string | null;
  /** To be called when the socket has opened. */
  readonly takePlace: () => Place;
}

/** Turns an admitted request into a socket; null for an incomplete handshake. */
export type Upgrade = (c: Context, admitted: Admitted) => Response | null;

export interface Upgrading {
  readonly upgrade: Upgrade;
  readonly hint: OriginHint;
  readonly clientOf: (c: Context) => string;
}

/** Of the WebSocket protocol. */
const version = "13";

/** Sockets that a user may open one after the other: each hello reads where its user stands. */
const openings = { capacity: 100, perSecond: 1 };
/** After so many seconds a client that found no place may ask again. */
const retrySeconds = 10;

export function socketRoutes(deps: Deps, { upgrade, hint, clientOf }: Upgrading): Hono {
  const { clock } = deps;
  const places = createSocketPlaces(deps);
  const hellos = new KeyedBuckets<UserId>(openings);
  return new Hono().get("/ws", async (c) => {
    const token = sentToken(c) ?? protocolToken(c);
    if (token === null && !hasOwnOrigin(c.req.raw, deps.settings.origins)) {
      hint(c.req.raw);
      return problem(
        c,
        "cross_origin",
        `The origin "${c.req.header("origin")}" is not this server's`,
      );
    }
    const session = await sessionOf(c, deps, token);
    if (!session) return unauthenticated(c);
    if (!allows(session, [scopeOfSocket])) return insufficientScope(c, [scopeOfSocket]);
    if (!isHandshake(c)) return noHandshake(c);
    if (deps.stopping.aborted) return problem(c, "unavailable", "The server is stopping");
    const seconds = hellos.take(session.user, clock.now())
      ? 0
      : Math.ceil(hellos.waitMs(session.user, clock.now()) / 1_000);
    if (seconds > 0) return slowDown(c, "Too many sockets one after the other", seconds);
    const client = clientOf(c);
    const refusal = places.refusal(client);
    if (refusal !== null) return noPlace(c, refusal);
    const protocol = namesProtocol(c) ? socketProtocol : null;
    const takePlace = () => places.take(client);
    return upgrade(c, { session, protocol, takePlace }) ?? noHandshake(c);
  });
}

function noPlace(c: Context, refusal: NoPlace): Response {
  if (refusal === "address") return slowDown(c, "Too many sockets of this address", retrySeconds);
  const headers = { "retry-after": String(retrySeconds) };
  return problem(c, "busy", "There are too many sockets now; try again", { headers });
}

/** Checked here, since the drivers differ in how they answer a broken handshake. */
function isHandshake(c: Context): boolean {
  // To HEAD the same route answers.
  return c.req.method === "GET" && offersWebSocket(c.req.header("upgrade")) &&
    c.req.header("sec-websocket-version") === version &&
    /^[\w+/]{22}==$/.test(c.req.header("sec-websocket-key") ?? "");
}

/** Whether WebSocket is among the protocols that `Upgrade` lists. */
export function offersWebSocket(upgrade = ""): boolean {
  return upgrade.split(",").some((protocol) => protocol.trim().toLowerCase() === "websocket");
}

function noHandshake(c: Context): Response {
  const headers = { upgrade: "websocket", "sec-websocket-version": version };
  return problem(c, "upgrade_required", "Expected a whole WebSocket handshake", { headers });
}
