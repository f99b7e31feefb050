// The page's line to the server: says hello with what is held, keeps the line alive, and comes back by itself after
// every loss except the end of the session.

import type { Cancel, Clock } from "../actors/clock.ts";
import { type ClientFrame, closeCode, type GroupId, type ServerFrame } from "../actors/protocol.ts";

const pingEachMs = 15_000;
/** A line that says nothing for this long after a ping, or does not get to `ready`, is given up. */
const answerWithinMs = 8_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** Losses counted at once when the server says that this client misbehaves, so that it does not insist. */
const misbehavedLosses = 5;

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
  /** What is held, by group. */
  readonly since: () => Record<GroupId, number>;
  readonly onFrame: (frame: ServerFrame) => void;
  /** True from `ready` on, false from the loss on. */
  readonly onLine: (isUp: boolean) => void;
  /** The line was closed before it was open: perhaps the session is not valid any more. */
  readonly onRefused: () => void;
  /** The session is over; nothing is tried any more. */
  readonly onOver: () => void;
}

export class Socket {
  readonly #deps: SocketDeps;
  #wire: Wire | null = null;
  #isUp = false;
  #losses = 0;
  #cancelRetry: Cancel | null = null;
  #cancelPing: Cancel | null = null;
  #cancelDeadline: Cancel | null = null;

  constructor(deps: SocketDeps) {
    this.#deps = deps;
  }

  /** Opens the line, unless it is open or opening. */
  start(): void {
    if (this.#wire === null) this.#open();
  }

  /** Closes the line for good; `start` opens a new one. */
  stop(): void {
    this.#losses = 0;
    this.#drop();
  }

  /** Called when the browser comes online or the tab is shown: tries at once, or finds out whether the line lives. */
  wake(): void {
    if (this.#cancelRetry !== null) this.#open();
    else if (this.#isUp) this.#ping();
  }

  /** Sends a frame; false when there is no line, and then nothing was sent. */
  send(frame: ClientFrame): boolean {
    if (!this.#isUp || this.#wire === null) return false;
    this.#wire.send(JSON.stringify(frame));
    return true;
  }

  #open(): void {
    this.#drop();
    const wire = new this.#deps.Wire(this.#deps.url);
    this.#wire = wire;
    let wasOpen = false;
    wire.onopen = () => {
      wasOpen = true;
      wire.send(JSON.stringify({ type: "hello", since: this.#deps.since() }));
    };
    wire.onmessage = (event) => this.#receive(event.data);
    wire.onclose = (event) => this.#lost(event.code, wasOpen);
    this.#expectAnswer();
  }

  #receive(data: unknown): void {
    const frame = parse(data);
    if (frame === null) return;
    this.#settleDeadline();
    if (frame.type !== "ready") return this.#deps.onFrame(frame);
    this.#losses = 0;
    this.#isUp = true;
    this.#cancelPing ??= this.#deps.clock.every(pingEachMs, () => this.#ping());
    this.#deps.onFrame(frame);
    this.#deps.onLine(true);
  }

  #lost(code: number, wasOpen: boolean): void {
    this.#drop();
    if (code === closeCode.sessionOver) return this.#deps.onOver();
    if (code === closeCode.badClient || code === closeCode.slowDown) this.#losses = misbehavedLosses;
    const capMs = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#losses);
    this.#losses += 1;
    this.#cancelRetry = this.#deps.clock.after(this.#deps.random() * capMs, () => this.#open());
    if (!wasOpen) this.#deps.onRefused();
  }

  #ping(): void {
    if (this.send({ type: "ping" })) this.#expectAnswer();
  }

  #expectAnswer(): void {
    this.#cancelDeadline ??= this.#deps.clock.after(
      answerWithinMs,
      () => this.#lost(closeCode.goingAway, true),
    );
  }

  #settleDeadline(): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = null;
  }

  /** Lets go of the wire first: a closing socket may still report events, and a close may come twice. */
  #drop(): void {
    const wire = this.#wire;
    this.#wire = null;
    if (wire !== null) {
      wire.onopen = wire.onmessage = wire.onclose = null;
      wire.close();
    }
    for (const cancel of [this.#cancelRetry, this.#cancelPing, this.#cancelDeadline]) cancel?.();
    this.#cancelRetry = this.#cancelPing = this.#cancelDeadline = null;
    const wasUp = this.#isUp;
    this.#isUp = false;
    if (wasUp) this.#deps.onLine(false);
  }
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
