// The frames that the socket has brought and the program has not handled. A frame after a pause is
// handled at once. Frames that come closely are handled together with a drawing of the screen, and
// very many a few at a time, in their order, so that no drawing takes long.

import type { Clock } from "../../protocol/clock.ts";
import type { ServerFrame } from "../../protocol/frames.ts";

/**
 * After handling frames, the next ones wait this long. A drawing costs much the same for one line
 * as for several: one for each line of a quick talk would keep a phone busy.
 */
const gatherMs = 125;
/** Frames handled with one drawing; the rest is handled with the next ones. */
const atOnce = 10;
/**
 * More frames than this are a backlog, not talk: they are handled with one drawing, which shows
 * only the last of them.
 */
const talkMost = 100;

export interface FrameQueueDeps {
  readonly clock: Clock;
  /** Runs a function with the first drawing after so long; without it, frames never wait. */
  readonly gather?: (run: () => void, afterMs: number) => void;
  /** Runs a function whose changes are one change of what is shown. */
  readonly batch?: (run: () => void) => void;
  readonly handle: (frame: ServerFrame) => void;
}

export class FrameQueue {
  readonly #deps: FrameQueueDeps;
  #waiting: ServerFrame[] = [];
  #handledAt = 0;

  constructor(deps: FrameQueueDeps) {
    this.#deps = deps;
  }

  put(frame: ServerFrame): void {
    const { gather, clock } = this.#deps;
    this.#waiting.push(frame);
    if (this.#waiting.length > 1) return;
    // A clock that was put back must not make the wait longer.
    const restMs = Math.min(gatherMs, gatherMs - (clock.now() - this.#handledAt));
    if (gather === undefined || restMs <= 0) this.flush();
    else gather(() => this.#turn(), restMs);
  }

  /** Handles every waiting frame now. */
  flush(): void {
    this.#handle(this.#waiting.length);
  }

  clear(): void {
    this.#waiting = [];
  }

  #turn(): void {
    const { length } = this.#waiting;
    this.#handle(length > talkMost ? length : atOnce);
    if (this.#waiting.length > 0) this.#deps.gather?.(() => this.#turn(), 0);
  }

  /** Handles the first frames as one change of the page. */
  #handle(most: number): void {
    const frames = this.#waiting.splice(0, most);
    if (frames.length === 0) return;
    const { batch = directly, handle, clock } = this.#deps;
    batch(() => frames.forEach(handle));
    this.#handledAt = clock.now();
  }
}

function directly(run: () => void): void {
  run();
}
