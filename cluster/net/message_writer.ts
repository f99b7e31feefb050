// Writes messages to a socket: those of one turn of the event loop by one call of the system.

import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import { setImmediate } from "node:timers";
import { encode, type Message } from "./wire_format.ts";

export class MessageWriter {
  readonly #socket: Duplex;
  #waiting: Buffer[] = [];

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  write(message: Message): void {
    if (this.#waiting.push(encode(message)) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const [first, ...others] = this.#waiting;
    this.#waiting = [];
    if (!first || this.#socket.destroyed) return;
    this.#socket.write(others.length === 0 ? first : Buffer.concat([first, ...others]));
  }
}
