// One socket of the `ws` driver. Texts are framed here and written past ws, once for all sockets
// that get the same: ws frames each anew and writes head and body apart, a fifth of a message's
// cost.

import { Buffer } from "node:buffer";
import { nextTick } from "node:process";
import type { Duplex } from "node:stream";
// @ts-types="@types/ws"
import { WebSocket as NodeWebSocket } from "ws";
import { type Cancel, systemClock } from "../../protocol/clock.ts";
import { TokenBucket } from "../../protocol/token_bucket.ts";
import type { Socket } from "../../actors/connections/connection.ts";
import { type CloseCode, closeCode } from "../../protocol/frames.ts";
import type { Peer } from "../sockets/dialogue.ts";
import type { Place } from "../sockets/socket_places.ts";

/** Pings and pongs of one socket that are taken at once, and how many more a second. */
const controlFrames = { capacity: 60, perSecond: 2 };

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

/** What the sockets of a server have together. */
export interface Shared {
  readonly frames: Frames;
  readonly corks: Corks;
  readonly slow: SlowReaders;
  /** The sockets that are open or closing. */
  readonly open: Set<ServedSocket>;
}

/**
 * Tells its driver itself what happens: what ws and Node keep for listeners would be a sixth of an
 * idle socket's memory.
 */
export class ServedSocket extends NodeWebSocket {
  #driver: NodeSocket | null = null;
  /** Whether the peer has not answered the last ping. */
  #isUnanswered = false;
  /** Of pings, and of pongs that answer none. Made when first needed: most peers send no such. */
  #controls: TokenBucket | null = null;

  serve(driver: NodeSocket): void {
    this.#driver = driver;
  }

  /** Pings a peer, or drops it when it has not answered the last one. */
  askWhetherAlive(): void {
    if (this.#isUnanswered) return this.terminate();
    this.#isUnanswered = true;
    this.ping();
  }

  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    switch (event) {
      case "message":
        this.#driver?.received(first, second === true);
        return true;
      case "ping":
        this.#countControl();
        return true;
      case "pong":
        if (this.#isUnanswered) this.#isUnanswered = false;
        else this.#countControl();
        return true;
      case "close":
        this.#driver?.ended();
        return super.emit(event, first, second);
      default:
        // Of an error, too: ws has answered a broken frame by a close code, and "close" follows.
        return true;
    }
  }

  /**
   * Drops a peer that sends many: they spend no credit, and each that comes between the pieces of a
   * message makes the piece keep more memory.
   */
  #countControl(): void {
    const now = systemClock.now();
    this.#controls ??= new TokenBucket(controlFrames, now);
    if (!this.#controls.take(now)) this.terminate();
  }
}

export class NodeSocket implements Socket {
  readonly #socket: ServedSocket;
  readonly #stream: Duplex;
  readonly #shared: Shared;
  #peer: Peer | null = null;
  #place: Place | null;
  #cancelDrop: Cancel | null = null;

  /** `stream` carries `socket`: nothing but whole frames may be written to it. */
  constructor(
    socket: ServedSocket,
    { stream, place, shared }: {
      readonly stream: Duplex;
      readonly place: Place;
      readonly shared: Shared;
    },
  ) {
    this.#socket = socket;
    this.#stream = stream;
    this.#place = place;
    this.#shared = shared;
    shared.open.add(socket);
  }

  /** `peer` is told from now on. */
  serve(peer: Peer): void {
    this.#peer = peer;
  }

  received(data: unknown, isBinary: boolean): void {
    this.#peer?.received(isBinary ? data : String(data));
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
    this.#place?.leave();
    this.#place = null;
    this.#shared.open.delete(this.#socket);
    this.#cancelDrop?.();
    this.#peer?.closed();
  }
}
