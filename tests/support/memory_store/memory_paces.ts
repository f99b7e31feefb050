// Paces in the memory store, as db/people/paces.ts has them.

import type { PaceStore } from "../../../db/store/paces.ts";
import type { State } from "./memory_state.ts";

export function paceStore({ paces }: State): PaceStore {
  return {
    takePace(key, { capacity, everyMs }, now) {
      const at = Date.parse(now);
      const most = at + capacity * everyMs;
      const fullAt = Math.max(Math.min(paces.get(key) ?? at, most), at) + everyMs;
      if (fullAt > most) return Promise.resolve(Math.max(1, Math.ceil(fullAt - most)));
      paces.set(key, fullAt);
      return Promise.resolve(0);
    },
    givePace(key, { everyMs }) {
      const fullAt = paces.get(key);
      if (fullAt !== undefined) paces.set(key, fullAt - everyMs);
      return Promise.resolve();
    },
    setPace(key, { everyMs, taken }, now) {
      paces.set(key, Date.parse(now) + taken * everyMs);
      return Promise.resolve();
    },
    purgePaces(now) {
      for (const [key, fullAt] of paces) if (fullAt <= Date.parse(now)) paces.delete(key);
      return Promise.resolve();
    },
  };
}
