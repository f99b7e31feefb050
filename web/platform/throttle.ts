// Follows something that changes often no more than so many times a second.

import type { Clock } from "../../protocol/clock.ts";

/**
 * A function that calls `run` at once, and again at most each `everyMs`. Of calls in between, the
 * last one is made up for when that time is over.
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
