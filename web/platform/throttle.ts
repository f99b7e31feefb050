// For what follows something that may change very often and need not be followed change by change.

import type { Clock } from "../../protocol/clock.ts";

/**
 * A function that runs `run` at once, and when it is called more often than each `everyMs`, for the
 * last call in time.
 */
export function throttle(clock: Clock, everyMs: number, run: () => void): () => void {
  let isResting = false;
  let isDue = false;
  return function call(): void {
    isDue = isResting;
    if (isResting) return;
    isResting = true;
    clock.after(everyMs, () => {
      isResting = false;
      if (isDue) call();
    });
    run();
  };
}
