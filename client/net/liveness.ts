// Finds out whether an open connection still lives. Any frame is a sign of life; a ping is settled
// only by its answer, whose heads tell of messages that were lost on the way.

import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { ErrorCode, ServerFrame } from "../../protocol/frames.ts";

const pingEachMs = 15_000;
/** A connection on which nothing comes for this long after a ping is dead. */
const silenceMs = 8_000;
/** So is one on which frames come, and no answer to the ping. */
const pongWithinMs = 30_000;

/** The database is away, or other tabs have spent the user's credit. */
const passing: ReadonlySet<ErrorCode> = new Set(["unavailable", "slow_down"]);

export interface LivenessDeps {
  readonly clock: Clock;
  readonly sendPing: () => void;
  readonly onDead: () => void;
}

export class Liveness {
  readonly #deps: LivenessDeps;
  readonly #cancelPing: Cancel;
  #cancelSilence: Cancel | null = null;
  #cancelPong: Cancel | null = null;

  constructor(deps: LivenessDeps) {
    this.#deps = deps;
    this.#cancelPing = deps.clock.every(pingEachMs, () => this.ping());
  }

  /** Asks for a sign of life. */
  ping(): void {
    const { clock, sendPing, onDead } = this.#deps;
    sendPing();
    this.#expectFrame();
    this.#cancelPong ??= clock.after(pongWithinMs, onDead);
  }

  onFrame(frame: ServerFrame): void {
    const wasExpected = this.#cancelSilence !== null;
    this.#cancelSilence?.();
    this.#cancelSilence = null;
    if (isPingAnswer(frame)) this.#settle();
    else if (wasExpected) this.#expectFrame();
  }

  stop(): void {
    this.#settle();
    this.#cancelPing();
  }

  #expectFrame(): void {
    const { clock, onDead } = this.#deps;
    this.#cancelSilence ??= clock.after(silenceMs, onDead);
  }

  #settle(): void {
    this.#cancelSilence?.();
    this.#cancelPong?.();
    this.#cancelSilence = this.#cancelPong = null;
  }
}

/** A ping has no id: a refusal that will pass, and has none either, is its answer. */
function isPingAnswer(frame: ServerFrame): boolean {
  return frame.type === "pong" ||
    (frame.type === "error" && frame.id === null && passing.has(frame.code));
}
