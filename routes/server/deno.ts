// The native driver: Deno.serve and its sockets. Light and without packages. It cannot bound a
// message that comes in pieces, nor drop a peer that does not read.

import type { Context } from "hono";
import { type Cancel, systemClock } from "../../protocol/clock.ts";
import type { Socket } from "../../actors/connections/connection.ts";
import type { CloseCode } from "../../protocol/frames.ts";
import { createApp } from "../app.ts";
import type { Deps } from "../deps.ts";
import type { Address, Serving } from "./driver.ts";
import { converse, type Peer } from "../sockets/dialogue.ts";
import type { Admitted } from "../sockets/upgrade.ts";

export function serveNative(deps: Deps, address: Address): Promise<Serving> {
  const leaving = new Leaving();
  const app = createApp(deps, {
    upgrade: (c, admitted) => upgrade(c, admitted, { deps, leaving }),
    peerOf,
  });
  return new Promise((resolve, reject) => {
    try {
      const server = Deno.serve({
        ...address,
        onListen: ({ port }) =>
          resolve({ port, stop: () => leaving.over().then(() => shutdown(server)) }),
      }, app.fetch);
    } catch (error) {
      reject(error);
    }
  });
}

function peerOf(c: Context): string {
  const { remoteAddr } = c.env as Deno.ServeHandlerInfo<Deno.NetAddr>;
  return remoteAddr.hostname;
}

/** Longer than a client needs to answer a close frame. */
const shutdownMs = 1_500;

/**
 * Resolves when every connection has ended, or after a while. A peer that goes away before its
 * handshake is answered leaves a socket that neither opens nor closes, and the native server would
 * wait for it for ever.
 */
function shutdown(server: Deno.HttpServer): Promise<void> {
  return new Promise((resolve) => {
    const cancel = systemClock.after(shutdownMs, resolve);
    void server.shutdown().then(() => {
      cancel();
      resolve();
    });
  });
}

interface Upgrading {
  readonly deps: Deps;
  readonly leaving: Leaving;
}

function upgrade(
  c: Context,
  { session, protocol, opened }: Admitted,
  { deps, leaving }: Upgrading,
): Response | null {
  const upgraded = tryUpgrade(c.req.raw, protocol);
  if (!upgraded) return null;
  const { socket, response } = upgraded;
  const driver = new NativeSocket(socket, leaving);
  let peer: Peer | null = null;
  let ended = () => {};
  socket.onopen = () => {
    ended = opened();
    peer = converse(session, driver, deps);
  };
  socket.onmessage = ({ data }) => {
    driver.heard();
    peer?.received(data);
  };
  // "close" follows every "error", and may come twice.
  socket.onclose = () => {
    ended();
    driver.ended();
    peer?.closed();
  };
  return response;
}

/**
 * Null for an incomplete handshake. The protocol is a header here: what Deno looks for among those
 * that are asked for it finds only where a space follows each comma.
 */
function tryUpgrade(request: Request, protocol: string | null): Deno.WebSocketUpgrade | null {
  try {
    const upgraded = Deno.upgradeWebSocket(request);
    if (protocol !== null) upgraded.response.headers.set("sec-websocket-protocol", protocol);
    return upgraded;
  } catch {
    return null;
  }
}

/** A peer that was silent for this time has nothing under way. */
const quietMs = 250;
/** A peer that never falls quiet is cut off after this time. */
const patienceMs = 1_000;

/** Longer than that, since a peer may leave the close frame unanswered. */
const leavingMs = patienceMs + 250;

/**
 * The sockets that are closing and have not ended. A stopping server waits for them, since its own
 * end breaks every connection at once, with frames of peers still under way.
 */
class Leaving {
  readonly #sockets = new Set<NativeSocket>();
  #onNone = () => {};

  begin(socket: NativeSocket): void {
    this.#sockets.add(socket);
  }

  end(socket: NativeSocket): void {
    if (this.#sockets.delete(socket) && this.#sockets.size === 0) this.#onNone();
  }

  /** Resolves when none is left, or after a while. */
  over(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = systemClock.after(leavingMs, resolve);
    this.#onNone = resolve;
    if (this.#sockets.size === 0) resolve();
    return promise.finally(cancel);
  }
}

class NativeSocket implements Socket {
  readonly #socket: WebSocket;
  readonly #leaving: Leaving;
  // Real time even when the actors run in virtual time: the peer is real.
  readonly #clock = systemClock;
  /** The handshake counts: a peer is about to send its first frame. */
  #heardAt = systemClock.now();
  #cancelClosing: Cancel | null = null;

  constructor(socket: WebSocket, leaving: Leaving) {
    this.#socket = socket;
    this.#leaving = leaving;
  }

  /** A frame came in. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** The connection is gone, whichever side ended it. */
  ended(): void {
    this.#cancelClosing?.();
    this.#leaving.end(this);
  }

  send(text: string): void {
    // Between the loss of a socket and its "close" event sending would throw.
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  queued(): number {
    return this.#socket.bufferedAmount;
  }

  /**
   * Closes once the peer is quiet. When any frame but the peer's close frame comes in after ours,
   * Deno drops the connection, and the peer never learns the code.
   */
  close(code: CloseCode, reason: string): void {
    this.#leaving.begin(this);
    this.#closeWhenQuiet(code, reason, this.#clock.now() + patienceMs);
  }

  #closeWhenQuiet(code: CloseCode, reason: string, latest: number): void {
    const now = this.#clock.now();
    const quietAt = Math.min(this.#heardAt + quietMs, latest);
    if (now >= quietAt) return this.#socket.close(code, reason);
    const again = () => this.#closeWhenQuiet(code, reason, latest);
    this.#cancelClosing = this.#clock.after(quietAt - now, again);
  }
}
