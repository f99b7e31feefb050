// What the line has brought and the page has not handled yet: one frame at once; what comes closely
// behind it a moment later, together, and of very many a few with each drawing of the screen, in
// their order, so that none takes long.

import { batch } from "@preact/signals";
import type { Clock } from "../../protocol/clock.ts";
import type { ServerFrame } from "../../protocol/frames.ts";

/**
 * Frames that come so soon after others wait until so long after them: a drawing costs much the
 * same for one line as for several, and with one for each line a talk that is quicker than anyone
 * reads would keep a phone busy.
 */
const closeMs = 125;
/** So many are handled with one drawing; what is left, with the next ones. */
const atOnce = 10;
/**
 * More than these are what was missed, and not talk: with one drawing, since most of them are not
 * drawn at all.
 */
const talkMost = 100;

export interface FrameQueueDeps {
  readonly clock: Clock;
  /**
   * Runs something with the first drawing after so long; without it, each frame is handled at once.
   */
  readonly gather?: (run: () => void, afterMs: number) => void;
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
    // A clock that was put back must not make it longer.
    const restMs = Math.min(closeMs, closeMs - (clock.now() - this.#handledAt));
    if (gather === undefined || restMs <= 0) this.flush();
    else gather(() => this.#turn(), restMs);
  }

  /** Handles all that has come, now. */
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

  /** As one change of the page. */
  #handle(most: number): void {
    const frames = this.#waiting.splice(0, most);
    if (frames.length === 0) return;
    batch(() => frames.forEach((frame) => this.#deps.handle(frame)));
    this.#handledAt = this.#deps.clock.now();
  }
}
