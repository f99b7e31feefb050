// What the line has brought and the page has not handled yet: one frame at once; of many, a few with each drawing of the
// screen, in their order, so that none takes long.

import { batch } from "@preact/signals";
import type { Clock } from "../actors/clock.ts";
import type { ServerFrame } from "../actors/protocol.ts";

/** A frame that comes so soon after others waits for the next drawing: of many, one drawing is all that they cost. */
const closeMs = 100;
/** So many are handled with one drawing. */
const atOnce = 8;
/** More than these are what was missed, and not talk: with one drawing, since most of them are not drawn at all. */
const talkMost = 100;

export interface InboxDeps {
  readonly clock: Clock;
  /** Runs something with the next drawing; without it, each frame is handled at once. */
  readonly gather?: (run: () => void) => void;
  readonly handle: (frame: ServerFrame) => void;
}

export class Inbox {
  readonly #deps: InboxDeps;
  #waiting: ServerFrame[] = [];
  #handledAt = 0;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  put(frame: ServerFrame): void {
    const { gather, clock } = this.#deps;
    this.#waiting.push(frame);
    if (this.#waiting.length > 1) return;
    if (gather === undefined || clock.now() - this.#handledAt >= closeMs) this.flush();
    else gather(() => this.#turn());
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
    if (this.#waiting.length > 0) this.#deps.gather?.(() => this.#turn());
  }

  /** As one change of the page. */
  #handle(most: number): void {
    const frames = this.#waiting.splice(0, most);
    if (frames.length === 0) return;
    batch(() => frames.forEach((frame) => this.#deps.handle(frame)));
    this.#handledAt = this.#deps.clock.now();
  }
}
