// A limit to how long something is waited for.

import type { Clock } from "./clock.ts";

/** The value, or null when it has not come after so long; fails as the value does. */
export function inTime<Value>(clock: Pick<Clock, "after">, ms: number, value: Promise<Value>) {
  return new Promise<Value | null>((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(null));
    value.then(resolve, reject).finally(cancel);
  });
}
