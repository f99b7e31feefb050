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

/** A text is appended alone or in a run, as the actor likes: a fault is of both. */
function nameOf(method: PropertyKey): PropertyKey {
  return method === "appendRun" ? "append" : method;
}

export function createFaultyStore(inner: Store): FaultyStore {
  const faults = new Map<PropertyKey, { when: "before" | "after"; left: number }>();
  const hanging = new Map<PropertyKey, Promise<void>>();
  let isGone = false;
  const store = new Proxy(inner, {
    get(target, method) {
      const call = Reflect.get(target, method) as Call;
      return async (...values: unknown[]) => {
        const fault = faults.get(nameOf(method));
        const now = fault !== undefined && fault.left > 0 ? fault.when : null;
        if (fault) fault.left -= 1;
        const held = hanging.get(nameOf(method));
        hanging.delete(nameOf(method));
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
    fail: (method, when, times = 1) => void faults.set(nameOf(method), { when, left: times }),
    hang(method) {
      const { promise, resolve } = Promise.withResolvers<void>();
      hanging.set(nameOf(method), promise);
      return { letGo: resolve };
    },
    gone: (value) => void (isGone = value),
  };
}
