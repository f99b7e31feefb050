// How many people wait, and how long they have waited lately, in the memory store, as
// db/tickets/own_tickets.ts and db/tickets/waits.ts have it.

import type { WaitingUsers } from "../../../db/store/tickets.ts";
import type { WaitStore } from "../../../db/store/waits.ts";
import { type State, userOf } from "./memory_state.ts";

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

/** How many users wait with a ticket that is awake. */
export function countWaiting(state: State): WaitingUsers {
  const awake = [...state.tickets].filter(([, { sleptAt }]) => sleptAt === null);
  const bots = awake.filter(([user]) => userOf(state, user).user.bot === true).length;
  return { people: awake.length - bots, bots };
}
