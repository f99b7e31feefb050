// A client's connection to the server: says hello with what is held, finds out whether the
// connection lives, and comes back by itself after every loss but the end of the session.

import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { Instant } from "../../protocol/domain.ts";
import { type ClientFrame, closeCode, type ServerFrame } from "../../protocol/frames.ts";
import { Backoff } from "./backoff.ts";
import { FrameQueue } from "./frame_queue.ts";
import { Liveness } from "./liveness.ts";

/** A connection that has not got to `ready` by then is given up. */
const readyWithinMs = 8_000;
/** A connection that was lost sooner counts as one more failure. */
const steadyMs = 5_000;
/**
 * A longer frame ends the connection. A server keeps 1 MiB for a client that reads slowly, and
 * closes where more would wait: this is several times as much as it sends at once.
 */
const frameMost = 8 * 1024 * 1024;
/** A client that the server says misbehaves waits as after so many losses, and does not insist. */
const misbehavedLosses = 5;
const misbehaved: ReadonlySet<number> = new Set([
  closeCode.badClient,
  closeCode.slowDown,
  closeCode.frameTooBig,
]);

/** How a WebSocket calls back, whatever its events have besides. */
type Handler<Event> = { handle(event: Event): void }["handle"] | null;

/** How a connection ended. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** The part of a WebSocket that is used here. */
export interface Wire {
  onopen: Handler<unknown>;
  onmessage: Handler<{ readonly data: unknown }>;
  onclose: Handler<Closing>;
  onerror?: Handler<unknown>;
  send(text: string): void;
  close(): void;
}

export interface SocketDeps {
  readonly clock: Clock;
  /** Opens a socket to `url`; a browser's `WebSocket` is one. */
  readonly Wire: new (url: string) => Wire;
  readonly url: string;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Runs a function with the first drawing after so long; without it, frames never wait. */
  readonly gather?: (run: () => void, afterMs: number) => void;
  /** Runs a function whose changes are one change of what is shown. */
  readonly batch?: (run: () => void) => void;
  /** The first frame. `isBare`: it must not name what is held, which was too much for a frame. */
  readonly hello: (isBare: boolean) => ClientFrame;
  readonly onFrame: (frame: ServerFrame) => void;
  /** What came is no frame, too large for one, or `onFrame` threw: it is dropped. */
  readonly onFault?: (error: unknown) => void;
  /** `ready` has come. */
  readonly onConnect: () => void;
  /** What was connected is so no more. */
  readonly onDisconnect: () => void;
  /** The server did not open the connection: perhaps the session is over. */
  readonly onRefused: () => void;
  /** The session is over; nothing more is tried. */
  readonly onSessionOver: () => void;
  /** A moderator suspended the user; nothing more is tried. `until`: as `SessionEnd` has it. */
  readonly onSuspended: (until: Instant | null | undefined) => void;
  /** A frame was too big for the server, which closes the connection; told before the loss is. */
  readonly onTooBig: () => void;
  /** The user has opened too many connections; nothing is tried until this tab is used again. */
  readonly onDisplaced: () => void;
}

type State =
  | { readonly type: "idle" }
  | {
    readonly type: "connecting";
    readonly wire: Wire;
    /** Whether hello has been said. */
    readonly isOpen: boolean;
    readonly cancelTimeout: Cancel;
  }
  | {
    readonly type: "online";
    readonly wire: Wire;
    readonly liveness: Liveness;
    /** In milliseconds since 1970. */
    readonly since: number;
  }
  | { readonly type: "waiting"; readonly cancelRetry: Cancel }
  | { readonly type: "displaced" };

export class Socket {
  readonly #deps: SocketDeps;
  readonly #backoff: Backoff;
  readonly #frameQueue: FrameQueue;
  #state: State = { type: "idle" };
  /** Whether the last hello was too big: the next one names no group. */
  #isHelloBare = false;

  constructor(deps: SocketDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
    this.#frameQueue = new FrameQueue({ ...deps, handle: (frame) => this.#handle(frame) });
  }

  /** Connects, unless it is connected or about to be. */
  start(): void {
    if (this.#wire === null) this.#connect();
  }

  /** Disconnects for good; `start` connects anew. */
  stop(): void {
    this.#backoff.reset();
    this.#leave({ type: "idle" });
  }

  /** Called when the tab is shown or used: takes back what other tabs have displaced. */
  reclaim(): void {
    if (this.#state.type === "displaced") this.#connect();
  }

  /**
   * Called when the browser comes online or the tab is shown: tries at once, or finds out whether
   * the connection lives.
   */
  wake(): void {
    if (this.#state.type === "waiting") this.#connect();
    if (this.#state.type === "online") this.#state.liveness.ping();
  }

  /**
   * Called when the browser goes offline: the connection is dead, and would take long to say so.
   */
  goOffline(): void {
    if (this.#state.type === "online") this.#retryLater();
  }

  /** False when there is no connection, and then nothing was sent. */
  send(frame: ClientFrame): boolean {
    if (this.#state.type !== "online") return false;
    this.#state.wire.send(JSON.stringify(frame));
    return true;
  }

  get #wire(): Wire | null {
    return "wire" in this.#state ? this.#state.wire : null;
  }

  #connect(): void {
    this.#leave({ type: "idle" });
    const wire = new this.#deps.Wire(this.#deps.url);
    const cancelTimeout = this.#deps.clock.after(readyWithinMs, () => this.#retryLater());
    this.#state = { type: "connecting", wire, isOpen: false, cancelTimeout };
    wire.onopen = () => {
      this.#state = { type: "connecting", wire, isOpen: true, cancelTimeout };
      wire.send(JSON.stringify(this.#deps.hello(this.#isHelloBare)));
    };
    wire.onmessage = (event) => {
      const { data } = event;
      if (typeof data === "string" && data.length > frameMost) {
        this.#retryLater(misbehavedLosses);
        return this.#deps.onFault?.(new Error(`A frame of ${data.length} characters`));
      }
      const frame = parse(data);
      if (frame !== null) this.#frameQueue.put(frame);
      else this.#deps.onFault?.(new Error("Not a frame"));
    };
    wire.onclose = (event) => {
      this.#frameQueue.flush();
      if (this.#wire === wire) this.#lose(event);
    };
  }

  /** A frame that cannot be taken in is dropped; without `ready` there is no connection. */
  #handle(frame: ServerFrame): void {
    try {
      this.#receive(frame);
    } catch (error) {
      if (frame.type === "ready" && this.#wire !== null) this.#retryLater(misbehavedLosses);
      this.#deps.onFault?.(error);
    }
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === "ready" && this.#state.type === "connecting") {
      return this.#welcome(this.#state, frame);
    }
    if (this.#state.type === "connecting" && isSlowDown(frame)) return this.#retryLater();
    if (this.#state.type === "online") this.#state.liveness.onFrame(frame);
    if (this.#wire !== null) this.#deps.onFrame(frame);
  }

  #welcome({ wire, cancelTimeout }: Extract<State, { type: "connecting" }>, frame: ServerFrame) {
    cancelTimeout();
    const liveness = new Liveness({
      clock: this.#deps.clock,
      sendPing: () => wire.send(JSON.stringify({ type: "ping" })),
      onDead: () => this.#retryLater(),
    });
    this.#state = { type: "online", wire, liveness, since: this.#deps.clock.now() };
    this.#isHelloBare = false;
    this.#deps.onFrame(frame);
    this.#deps.onConnect();
  }

  /** The server, or the network, has closed the connection. */
  #lose({ code, reason }: Closing): void {
    const isRefused = this.#state.type === "connecting" && !this.#state.isOpen;
    if (code === closeCode.frameTooBig) {
      this.#isHelloBare = this.#state.type !== "online";
      this.#deps.onTooBig();
    }
    if (code === closeCode.sessionOver) {
      this.#leave({ type: "idle" });
      return this.#deps.onSessionOver();
    }
    if (code === closeCode.suspended) {
      this.#leave({ type: "idle" });
      return this.#deps.onSuspended(untilOf(reason));
    }
    if (code === closeCode.displaced) {
      this.#leave({ type: "displaced" });
      return this.#deps.onDisplaced();
    }
    this.#retryLater(misbehaved.has(code) ? misbehavedLosses : 0);
    if (isRefused) this.#deps.onRefused();
  }

  /** Waits, as after so many losses at least. */
  #retryLater(losses = 0): void {
    const state = this.#state;
    const isSteady = state.type === "online" && this.#deps.clock.now() - state.since >= steadyMs;
    if (isSteady) this.#backoff.reset();
    this.#backoff.raise(losses);
    const cancelRetry = this.#deps.clock.after(this.#backoff.next(), () => this.#connect());
    this.#leave({ type: "waiting", cancelRetry });
  }

  /**
   * Lets go of the wire before it closes it: a closing socket may still report events, and a close
   * may come twice.
   */
  #leave(next: State): void {
    const before = this.#state;
    this.#state = next;
    this.#frameQueue.clear();
    if ("wire" in before) close(before.wire);
    switch (before.type) {
      case "connecting":
        return before.cancelTimeout();
      case "waiting":
        return before.cancelRetry();
      case "online":
        before.liveness.stop();
        return this.#deps.onDisconnect();
    }
  }
}

/** Until when, as the reason of the close says it. */
function untilOf(reason: string): Instant | null | undefined {
  if (/for good/i.test(reason)) return null;
  return /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(reason)?.[0];
}

function close(wire: Wire): void {
  wire.onopen = wire.onmessage = wire.onclose = null;
  wire.close();
}

/** Before `ready` it is the hello that is refused: other tabs have spent the user's credit. */
function isSlowDown(frame: ServerFrame): boolean {
  return frame.type === "error" && frame.code === "slow_down";
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
