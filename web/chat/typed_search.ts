// A search while its words are typed: after a pause, one at a time, and never so fast that the
// server's pace for searches is felt.

import type { Cancel, Clock } from "../../protocol/clock.ts";

/** Who rests for so long has typed something. */
const pauseMs = 400;
/** After so long the server has room again. */
const roomAgainMs = 2_000;

export class TypedSearch {
  readonly #clock: Clock;
  /** False: the server wants fewer searches. */
  readonly #ask: (words: string) => Promise<boolean>;
  #cancel: Cancel = () => {};
  #isAsking = false;
  /** What was typed while another search was on its way. */
  #due: string | null = null;

  constructor(clock: Clock, ask: (words: string) => Promise<boolean>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  type(words: string): void {
    this.stop();
    this.#cancel = this.#clock.after(pauseMs, () => void this.#search(words));
  }

  /** What was typed is searched for no more: it was asked for by hand, or the search is closed. */
  stop(): void {
    this.#cancel();
    this.#due = null;
  }

  async #search(words: string): Promise<void> {
    this.#due = words;
    if (this.#isAsking) return;
    this.#isAsking = true;
    const isDone = await this.#ask(words);
    this.#isAsking = false;
    const due = this.#due;
    // Stopped meanwhile, or typed on: then it is asked for after the next pause.
    if (due === null || (isDone && due === words)) return;
    if (isDone) await this.#search(due);
    else this.#cancel = this.#clock.after(roomAgainMs, () => void this.#search(due));
  }
}
