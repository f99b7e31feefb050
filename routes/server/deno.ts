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
import type { Place } from "../sockets/socket_places.ts";
import type { Admitted } from "../sockets/upgrade.ts";

export function serveNative(deps: Deps, address: Address): Promise<Serving> {
  const leaving = new Leaving();
  const upgrading = { deps, leaving };
  const app = createApp(deps, {
    upgrade: (c, admitted) => upgrade(c, admitted, upgrading),
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

function upgrade(c: Context, admitted: Admitted, upgrading: Upgrading): Response | null {
  const upgraded = tryUpgrade(c.req.raw, admitted.protocol);
  if (!upgraded) return null;
  const { socket, response } = upgraded;
  const listener = new NativeSocket(socket, admitted, upgrading);
  socket.addEventListener("open", listener, { once: true });
  socket.addEventListener("message", listener);
  socket.addEventListener("close", listener);
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

/** Real time even when the actors run in virtual time: peers are real. */
const clock = systemClock;

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

/**
 * Listens to its socket itself, and lets go of what only the handshake needs: closures, and
 * handlers such as `onmessage`, would be a fifth of an idle socket's memory.
 */
class NativeSocket implements Socket, EventListenerObject {
  readonly #socket: WebSocket;
  readonly #upgrading: Upgrading;
  /** Null once the socket has opened. */
  #admitted: Admitted | null;
  #place: Place | null = null;
  #peer: Peer | null = null;
  /** The handshake counts: a peer is about to send its first frame. */
  #heardAt = clock.now();
  #cancelClosing: Cancel | null = null;

  constructor(socket: WebSocket, admitted: Admitted, upgrading: Upgrading) {
    this.#socket = socket;
    this.#admitted = admitted;
    this.#upgrading = upgrading;
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case "message":
        this.#heardAt = clock.now();
        return this.#peer?.received((event as MessageEvent<unknown>).data);
      case "open":
        return this.#opened();
      case "close":
        return this.#ended();
    }
  }

  #opened(): void {
    if (this.#admitted === null) return;
    const { session, takePlace } = this.#admitted;
    this.#admitted = null;
    this.#place = takePlace();
    this.#peer = converse(session, this, this.#upgrading.deps);
  }

  /** The connection is gone, whichever side ended it. "close" follows every "error", or two do. */
  #ended(): void {
    this.#admitted = null;
    this.#place?.leave();
    this.#place = null;
    this.#cancelClosing?.();
    this.#upgrading.leaving.end(this);
    this.#peer?.closed();
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
    this.#upgrading.leaving.begin(this);
    this.#closeWhenQuiet(code, reason, clock.now() + patienceMs);
  }

  #closeWhenQuiet(code: CloseCode, reason: string, latest: number): void {
    const now = clock.now();
    const quietAt = Math.min(this.#heardAt + quietMs, latest);
    if (now >= quietAt) return this.#socket.close(code, reason);
    const again = () => this.#closeWhenQuiet(code, reason, latest);
    this.#cancelClosing = clock.after(quietAt - now, again);
  }
}
