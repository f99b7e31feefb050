// One socket of the `ws` driver.

import type { WebSocket as NodeWebSocket } from "ws";
import { type Cancel, systemClock } from "../actors/clock.ts";
import type { Socket } from "../actors/connection.ts";
import type { CloseCode } from "../actors/protocol.ts";

/** A peer that does not answer the close frame is dropped after this time, and what waited for it is freed. */
const handshakeMs = 1_000;

export class NodeSocket implements Socket {
  readonly #socket: NodeWebSocket;
  #cancelDrop: Cancel = () => {};

  constructor(socket: NodeWebSocket) {
    this.#socket = socket;
  }

  send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  queued(): number {
    return this.#socket.bufferedAmount;
  }

  close(code: CloseCode, reason: string): void {
    this.#socket.close(code, reason);
    this.#cancelDrop();
    // In real time even where the actors live in a virtual one: the peer is real.
    this.#cancelDrop = systemClock.after(handshakeMs, () => this.#socket.terminate());
  }

  /** The connection is gone, whoever ended it. */
  ended(): void {
    this.#cancelDrop();
  }
}
