// One socket of the `ws` driver. Texts are framed here and written past ws, once for all sockets
// that get the same: ws frames each anew and writes head and body apart, a fifth of a message's
// cost.

import { Buffer } from "node:buffer";
import { nextTick } from "node:process";
import type { Duplex } from "node:stream";
import type { WebSocket as NodeWebSocket } from "ws";
import { type Cancel, systemClock } from "../../protocol/clock.ts";
import type { Socket } from "../../actors/connections/connection.ts";
import { type CloseCode, closeCode } from "../../protocol/frames.ts";

/**
 * A peer that does not answer the close frame within this time is dropped, with all it had queued.
 */
const handshakeMs = 1_000;

/**
 * A slow reader finds the close frame behind all that is queued for it. So it has this time, while
 * there are no more than so many.
 */
const slowMs = 10_000;
const slowMost = 16;

/** RFC 6455: the first byte of a whole text frame, and the lengths that take 2 and 8 more bytes. */
const finalText = 0x81;
const [twoBytesFrom, eightBytesFrom] = [126, 65_536];

/** Frames texts, and keeps the last one: the sockets of a server get the same text in a row. */
export class Frames {
  #text = "";
  #frame: Buffer = encode("");

  of(text: string): Buffer {
    if (text !== this.#text) [this.#text, this.#frame] = [text, encode(text)];
    return this.#frame;
  }
}

function encode(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const from = length < twoBytesFrom ? 2 : length < eightBytesFrom ? 4 : 10;
  const frame = Buffer.alloc(from + length);
  frame[0] = finalText;
  frame[1] = from === 2 ? length : from === 4 ? 126 : 127;
  if (from === 4) frame.writeUInt16BE(length, 2);
  if (from === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, from);
  return frame;
}

/**
 * Gathers what one turn of the event loop writes to a stream: the texts that a group stores
 * together cost each of its sockets one system call, not one for each text.
 */
export class Corks {
  #streams: Duplex[] = [];

  /** Holds back what is written to a stream until the turn ends. */
  hold(stream: Duplex): void {
    if (stream.writableCorked > 0) return;
    stream.cork();
    if (this.#streams.push(stream) === 1) nextTick(() => this.#release());
  }

  #release(): void {
    const streams = this.#streams;
    this.#streams = [];
    for (const stream of streams) stream.uncork();
  }
}

/** The sockets that are closed for reading too slowly. Only the latest few keep what is queued. */
export class SlowReaders {
  /** What drops each, the oldest first. */
  readonly #drops = new Set<() => void>();

  add(drop: () => void): Cancel {
    const end = () => {
      cancel();
      drop();
    };
    const cancelTimer = systemClock.after(slowMs, end);
    const cancel = () => {
      cancelTimer();
      this.#drops.delete(end);
    };
    const [oldest] = this.#drops;
    if (this.#drops.size >= slowMost) oldest?.();
    this.#drops.add(end);
    return cancel;
  }

  dropAll(): void {
    for (const drop of this.#drops) drop();
  }
}

export interface Shared {
  readonly frames: Frames;
  readonly corks: Corks;
  readonly slow: SlowReaders;
}

export class NodeSocket implements Socket {
  readonly #socket: NodeWebSocket;
  readonly #stream: Duplex;
  readonly #shared: Shared;
  #cancelDrop: Cancel | null = null;

  /** `stream` carries `socket`: nothing but whole frames may be written to it. */
  constructor(socket: NodeWebSocket, stream: Duplex, shared: Shared) {
    this.#socket = socket;
    this.#stream = stream;
    this.#shared = shared;
  }

  send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) {
      this.#shared.corks.hold(this.#stream);
      this.#stream.write(this.#shared.frames.of(text));
    }
  }

  queued(): number {
    return this.#socket.bufferedAmount;
  }

  close(code: CloseCode, reason: string): void {
    this.#socket.close(code, reason);
    this.#cancelDrop?.();
    const drop = () => this.#socket.terminate();
    // Real time even when the actors run in virtual time: the peer is real.
    this.#cancelDrop = code === closeCode.tooSlow
      ? this.#shared.slow.add(drop)
      : systemClock.after(handshakeMs, drop);
  }

  /** The connection is gone, whichever side ended it. */
  ended(): void {
    this.#cancelDrop?.();
  }
}
