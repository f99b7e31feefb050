// The page's line to the server: says hello with what is held, keeps the line alive, and comes back
// by itself after every loss except the end of the session.

import type { Cancel, Clock } from "../../protocol/clock.ts";
import { type ClientFrame, closeCode, type ServerFrame } from "../../protocol/frames.ts";
import type { GroupId } from "../../protocol/domain.ts";
import { Backoff } from "./backoff.ts";
import { FrameQueue } from "./frame_queue.ts";

const pingEachMs = 15_000;
/** A line that says nothing for this long after a ping, or does not get to `ready`, is given up. */
const silenceMs = 8_000;
/**
 * So is one that talks on and does not answer a ping: the heads of a pong are what tells of a
 * silent gap.
 */
const pongWithinMs = 30_000;
/**
 * Losses counted at once when the server says that this client misbehaves, so that it does not
 * insist.
 */
const misbehavedLosses = 5;
const misbehaved: ReadonlySet<number> = new Set([
  closeCode.badClient,
  closeCode.slowDown,
  closeCode.frameTooBig,
]);

/** The part of a browser's WebSocket that is used here. */
export interface Wire {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface SocketDeps {
  readonly clock: Clock;
  readonly Wire: new (url: string) => Wire;
  readonly url: string;
  /** From 0 to below 1. */
  readonly random: () => number;
  /**
   * Runs something with the first drawing after so long; without it, each frame is handled at once.
   */
  readonly gather?: (run: () => void, afterMs: number) => void;
  /** What is held, by group. */
  readonly since: () => Record<GroupId, number>;
  readonly onFrame: (frame: ServerFrame) => void;
  /** True from `ready` on, false from the loss on. */
  readonly onLine: (isUp: boolean) => void;
  /** The line was closed before it was open: perhaps the session is not valid any more. */
  readonly onRefused: () => void;
  /** The session is over; nothing is tried any more. */
  readonly onOver: () => void;
  /** A frame was too big for the server, which closes the line; told before the line is down. */
  readonly onTooBig: () => void;
  /**
   * The user has opened too many lines and this one was the oldest; nothing is tried until it is
   * used again.
   */
  readonly onDisplaced: () => void;
}

export class Socket {
  readonly #deps: SocketDeps;
  #wire: Wire | null = null;
  readonly #backoff: Backoff;
  readonly #frameQueue: FrameQueue;
  #isUp = false;
  #isDisplaced = false;
  /** Whether the last hello was too big: the next one names no group. */
  #isBare = false;
  #cancelRetry: Cancel | null = null;
  #cancelPing: Cancel | null = null;
  #cancelSilence: Cancel | null = null;
  #cancelPong: Cancel | null = null;

  constructor(deps: SocketDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
    this.#frameQueue = new FrameQueue({ ...deps, handle: (frame) => this.#receive(frame) });
  }

  /** Opens the line, unless it is open or opening. */
  start(): void {
    if (this.#wire === null) this.#open();
  }

  /** Closes the line for good; `start` opens a new one. */
  stop(): void {
    this.#backoff.reset();
    this.#isDisplaced = false;
    this.#drop();
  }

  /** Called when the tab is shown or used: takes the line back that another tab has displaced. */
  use(): void {
    if (this.#isDisplaced) this.#open();
  }

  /**
   * Called when the browser comes online or the tab is shown: tries at once, or finds out whether
   * the line lives.
   */
  wake(): void {
    if (this.#cancelRetry !== null) this.#open();
    else if (this.#isUp) this.#ping();
  }

  /** Called when the browser goes offline: the line is dead, and would take long to say so. */
  lose(): void {
    if (this.#isUp) this.#giveUp();
  }

  /** Sends a frame; false when there is no line, and then nothing was sent. */
  send(frame: ClientFrame): boolean {
    if (!this.#isUp || this.#wire === null) return false;
    this.#wire.send(JSON.stringify(frame));
    return true;
  }

  #open(): void {
    this.#drop();
    this.#isDisplaced = false;
    const wire = new this.#deps.Wire(this.#deps.url);
    this.#wire = wire;
    let wasOpen = false;
    wire.onopen = () => {
      wasOpen = true;
      wire.send(JSON.stringify({ type: "hello", since: this.#isBare ? {} : this.#deps.since() }));
    };
    wire.onmessage = (event) => {
      const frame = parse(event.data);
      if (frame !== null) this.#frameQueue.put(frame);
    };
    wire.onclose = (event) => {
      this.#frameQueue.flush();
      if (this.#wire === wire) this.#lost(event.code, wasOpen);
    };
    this.#expectSign();
  }

  #receive(frame: ServerFrame): void {
    if (this.#wire === null) return;
    if (frame.type !== "ready") {
      if (this.#isUp) this.#noteSign(frame);
      return this.#deps.onFrame(frame);
    }
    this.#settle();
    this.#backoff.reset();
    this.#isUp = true;
    this.#isBare = false;
    this.#cancelPing ??= this.#deps.clock.every(pingEachMs, () => this.#ping());
    this.#deps.onFrame(frame);
    this.#deps.onLine(true);
  }

  #lost(code: number, wasOpen: boolean): void {
    if (code === closeCode.frameTooBig) this.#noteTooBig();
    this.#drop();
    if (code === closeCode.sessionOver) return this.#deps.onOver();
    if (code === closeCode.displaced) {
      this.#isDisplaced = true;
      return this.#deps.onDisplaced();
    }
    if (misbehaved.has(code)) this.#backoff.raise(misbehavedLosses);
    this.#cancelRetry = this.#deps.clock.after(this.#backoff.next(), () => this.#open());
    if (!wasOpen) this.#deps.onRefused();
  }

  #noteTooBig(): void {
    this.#isBare = !this.#isUp;
    this.#deps.onTooBig();
  }

  #ping(): void {
    if (!this.send({ type: "ping" })) return;
    this.#expectSign();
    this.#cancelPong ??= this.#deps.clock.after(pongWithinMs, () => this.#giveUp());
  }

  /** Any frame says that the line lives; a ping is settled by its answer alone. */
  #noteSign(frame: ServerFrame): void {
    const isAwaited = this.#cancelSilence !== null;
    this.#cancelSilence?.();
    this.#cancelSilence = null;
    if (isAnswer(frame)) return this.#settle();
    if (isAwaited) this.#expectSign();
  }

  #expectSign(): void {
    this.#cancelSilence ??= this.#deps.clock.after(silenceMs, () => this.#giveUp());
  }

  #settle(): void {
    this.#cancelSilence?.();
    this.#cancelPong?.();
    this.#cancelSilence = this.#cancelPong = null;
  }

  #giveUp(): void {
    this.#lost(closeCode.goingAway, true);
  }

  /**
   * Lets go of the wire first: a closing socket may still report events, and a close may come
   * twice.
   */
  #drop(): void {
    const wire = this.#wire;
    this.#wire = null;
    this.#frameQueue.clear();
    if (wire !== null) {
      wire.onopen = wire.onmessage = wire.onclose = null;
      wire.close();
    }
    this.#settle();
    this.#cancelRetry?.();
    this.#cancelPing?.();
    this.#cancelRetry = this.#cancelPing = null;
    const wasUp = this.#isUp;
    this.#isUp = false;
    if (wasUp) this.#deps.onLine(false);
  }
}

/**
 * Whether a frame answers a ping: what has no id and cannot be done now may be one, as while the
 * database is away.
 */
function isAnswer(frame: ServerFrame): boolean {
  return frame.type === "pong" ||
    (frame.type === "error" && frame.id === null && frame.code === "unavailable");
}

/** A frame of the server, or null for what is not one: a page has no use for telling why. */
function parse(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    const isFrame = typeof value === "object" && value !== null && "type" in value;
    return isFrame ? value as ServerFrame : null;
  } catch {
    return null;
  }
}
