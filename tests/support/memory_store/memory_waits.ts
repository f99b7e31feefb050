// How long people have waited lately, in the memory store, as db/tickets/waits.ts has it.

import type { WaitStore } from "../../../db/store/waits.ts";
import type { State } from "./memory_state.ts";

export function waitStore({ waits }: State): WaitStore {
  return {
    waits: () =>
      Promise.resolve(
        [...waits].sort(([a], [b]) => a - b).map(([kind, kept]) => ({ kind, waits: [...kept] })),
      ),
    keepWaits(kinds, before) {
      for (const { kind, waits: kept } of kinds) waits.set(kind, [...kept]);
      for (const [kind, kept] of waits) {
        if (kept.every(([, at]) => at < Date.parse(before))) waits.delete(kind);
      }
      return Promise.resolve();
    },
  };
}
