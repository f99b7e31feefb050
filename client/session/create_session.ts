// A session for programs, with what the runtime has where nothing else is given.

import { type Clock, systemClock } from "../../protocol/clock.ts";
import { newId, random } from "../chance.ts";
import { createCredentials, type Fetch, type WebSocketConstructor } from "../net/credentials.ts";
import { Position } from "./position.ts";
import { TrioSession } from "./trio_session.ts";

export interface SessionOptions {
  /** Where the server is: `https://trio.example`. A page may give its own origin alone. */
  readonly url: string;
  /** An API token. */
  readonly token?: string;
  /** Instead of a token: logs in at each start. With neither, a browser's cookie counts. */
  readonly account?: { readonly username: string; readonly password: string };
  /** From where messages are told; absent: those that come from the start on. */
  readonly from?: Position;
  /** Needed where the runtime has none, as Node 20: the package `ws` gives one. */
  readonly WebSocket?: WebSocketConstructor;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** From 0 to below 1. */
  readonly random?: () => number;
  /** A UUID in lower case. */
  readonly newId?: () => string;
}

/** A session that is not connected: listen to it, then start it. */
export function createSession(options: SessionOptions): TrioSession {
  const { url, token, account = null, from = new Position() } = options;
  const credentials = createCredentials({
    url,
    token,
    fetch: options.fetch ?? ((address, init) => fetch(address, init)),
    WebSocket: options.WebSocket ?? ownWebSocket(),
  });
  return new TrioSession({
    ...credentials,
    account,
    from,
    clock: options.clock ?? systemClock,
    random: options.random ?? random,
    newId: options.newId ?? newId,
  });
}

function ownWebSocket(): WebSocketConstructor {
  const { WebSocket: own } = globalThis as { readonly WebSocket?: WebSocketConstructor };
  if (own !== undefined) return own;
  throw new Error(
    "This runtime has no WebSocket, as Node before version 22: give createSession one as the " +
      'option "WebSocket", such as that of the package "ws".',
  );
}
