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

/**
 * A session that is not connected: listen to it, then start it. Throws where `url` or `token` is of
 * no use.
 */
export function createSession(options: SessionOptions): TrioSession {
  const { url, token, account = null, from = new Position() } = options;
  const credentials = createCredentials({
    url: originOf(url),
    token: token === undefined ? token : sendable(token),
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

// What can never be asked for looks like a server that is away: a start would try without an end.

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol === "https:" || parsed?.protocol === "http:") return parsed.origin;
  throw new TypeError(`"url" must be as https://trio.example, and is ${url}`);
}

/** A token goes into a header, and is a subprotocol: RFC 9110, section 5.6.2. */
function sendable(token: string): string {
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(token)) return token;
  throw new TypeError('"token" must be an API token, without spaces or line ends');
}

function ownWebSocket(): WebSocketConstructor {
  const { WebSocket: own } = globalThis as { readonly WebSocket?: WebSocketConstructor };
  if (own !== undefined) return own;
  throw new Error(
    "This runtime has no WebSocket, as Node before version 22: give createSession one as the " +
      'option "WebSocket", such as that of the package "ws".',
  );
}
