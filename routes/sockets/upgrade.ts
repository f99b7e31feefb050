// GET /ws: which requests may become sockets. The driver opens them.

import { type Context, Hono } from "hono";
import type { Session } from "../../actors/connections/connection.ts";
import type { Deps } from "../deps.ts";
import { hasOwnOrigin } from "../auth/origin.ts";
import type { OriginHint } from "../auth/origin_hint.ts";
import { sessionOf } from "../auth/session.ts";
import { problem } from "../http/problem.ts";

/** Turns an admitted request into a socket; null for an incomplete handshake. */
export type Upgrade = (c: Context, session: Session) => Response | null;

/** Of the WebSocket protocol. */
const version = "13";

export function socketRoutes(deps: Deps, upgrade: Upgrade, hint: OriginHint): Hono {
  return new Hono().get("/ws", async (c) => {
    if (!hasOwnOrigin(c.req.raw, deps.settings.origins)) {
      hint(c.req.raw);
      return problem(
        c,
        "cross_origin",
        `The origin "${c.req.header("origin")}" is not this server's`,
      );
    }
    const session = await sessionOf(c, deps);
    if (!session) return problem(c, "unauthenticated", "This needs the cookie of a session");
    if (!isHandshake(c)) return noHandshake(c);
    if (deps.stopping.aborted) return problem(c, "unavailable", "The server is stopping");
    return upgrade(c, session) ?? noHandshake(c);
  });
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
