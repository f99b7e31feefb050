// Timers that end with what has set them.

import type { Cancel, Clock } from "../protocol/clock.ts";

export class Timers {
  readonly #clock: Pick<Clock, "after">;
  readonly #cancels = new Set<Cancel>();
  #isStopped = false;

  constructor(clock: Pick<Clock, "after">) {
    this.#clock = clock;
  }

  /** See Clock.after; nothing runs after `stop`. */
  after(ms: number, run: () => void): Cancel {
    if (this.#isStopped) return () => {};
    const cancel = this.#clock.after(ms, () => {
      this.#cancels.delete(end);
      run();
    });
    const end = () => {
      this.#cancels.delete(end);
      cancel();
    };
    this.#cancels.add(end);
    return end;
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of [...this.#cancels]) cancel();
  }
}
