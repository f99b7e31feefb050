// A store that fails on command, before or after the call takes effect.

import { Unavailable } from "../../../protocol/unavailable.ts";
import type { Store } from "../../../db/store/store.ts";

export interface FaultyStore {
  readonly store: Store;
  /** The next calls of `method` fail, `times` of them. */
  fail(method: keyof Store, when: "before" | "after", times?: number): void;
  /** The next call of `method` does not begin before it is let go. */
  hang(method: keyof Store): { letGo(): void };
  /** From now on every call of every method fails, or none does. */
  gone(isGone: boolean): void;
}

type Call = (...values: unknown[]) => Promise<unknown>;

export function createFaultyStore(inner: Store): FaultyStore {
  const faults = new Map<PropertyKey, { when: "before" | "after"; left: number }>();
  const hanging = new Map<PropertyKey, Promise<void>>();
  let isGone = false;
  const store = new Proxy(inner, {
    get(target, method) {
      const call = Reflect.get(target, method) as Call;
      return async (...values: unknown[]) => {
        const fault = faults.get(method);
        const now = fault !== undefined && fault.left > 0 ? fault.when : null;
        if (fault) fault.left -= 1;
        const held = hanging.get(method);
        hanging.delete(method);
        await held;
        if (isGone || now === "before") {
          throw new Unavailable(`The connection was lost before "${String(method)}"`);
        }
        const answer = await call.apply(target, values);
        if (now === "after") {
          throw new Unavailable(`The connection was lost after "${String(method)}"`);
        }
        return answer;
      };
    },
  });
  return {
    store,
    fail: (method, when, times = 1) => void faults.set(method, { when, left: times }),
    hang(method) {
      const { promise, resolve } = Promise.withResolvers<void>();
      hanging.set(method, promise);
      return { letGo: resolve };
    },
    gone: (value) => void (isGone = value),
  };
}
