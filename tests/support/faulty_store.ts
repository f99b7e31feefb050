// A store that fails on command: before it does what was asked, or after, without saying which.

import type { Store } from "../../db/store.ts";

export interface FaultyStore {
  readonly store: Store;
  /** The next calls of `method` fail, `times` of them. */
  fail(method: keyof Store, when: "before" | "after", times?: number): void;
  /** From now on every call of every method fails, or none does. */
  gone(isGone: boolean): void;
}

type Call = (...values: unknown[]) => Promise<unknown>;

export function createFaultyStore(inner: Store): FaultyStore {
  const faults = new Map<PropertyKey, { when: "before" | "after"; left: number }>();
  let isGone = false;
  const store = new Proxy(inner, {
    get(target, method) {
      const call = Reflect.get(target, method) as Call;
      return async (...values: unknown[]) => {
        const fault = faults.get(method);
        const now = fault !== undefined && fault.left > 0 ? fault.when : null;
        if (fault) fault.left -= 1;
        if (isGone || now === "before") throw new Error(`The connection was lost before "${String(method)}"`);
        const answer = await call.apply(target, values);
        if (now === "after") throw new Error(`The connection was lost after "${String(method)}"`);
        return answer;
      };
    },
  });
  return {
    store,
    fail: (method, when, times = 1) => void faults.set(method, { when, left: times }),
    gone: (value) => void (isGone = value),
  };
}
