// The clock of one program: none of its timers runs once the program has ended, and none while it
// is frozen, as by SIGSTOP; what fell due meanwhile runs, in order, when it goes on.

import type { Cancel, Clock } from "../../../protocol/clock.ts";

export class Scope implements Clock {
  readonly #time: Clock;
  #hasEnded = false;
  /** What waits for the program to go on; null: it is not frozen. */
  #waiting: (() => void)[] | null = null;

  constructor(time: Clock) {
    this.#time = time;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get isFrozen(): boolean {
    return this.#waiting !== null;
  }

  end(): void {
    this.#hasEnded = true;
    this.#waiting = null;
  }

  freeze(): void {
    this.#waiting ??= [];
  }

  /** Goes on: each turn that waited is one of the event loop. */
  thaw(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const run of waiting) this.#time.after(0, () => this.enter(run));
  }

  /** Something comes to the program from outside. */
  enter(run: () => void): void {
    if (this.#hasEnded) return;
    if (this.#waiting) this.#waiting.push(run);
    else run();
  }

  now(): number {
    return this.#time.now();
  }

  after(ms: number, run: () => void): Cancel {
    let isCancelled = false;
    const cancel = this.#time.after(ms, () => this.enter(() => isCancelled || run()));
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  every(ms: number, run: () => void): Cancel {
    let [isCancelled, isDue] = [false, false];
    const stop = this.#time.every(ms, () => {
      if (this.#hasEnded) return stop();
      // A timer that fell due many times while the program was frozen runs once.
      if (isDue) return;
      isDue = true;
      this.enter(() => {
        isDue = false;
        if (!isCancelled) run();
      });
    });
    return () => {
      isCancelled = true;
      stop();
    };
  }
}
