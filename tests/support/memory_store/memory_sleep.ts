// When users were last there, and tickets that sleep, in the memory store, as
// db/people/last_seen.ts and db/tickets/sleep.ts have them.

import type { LastSeenStore, Return, Seen } from "../../../db/store/last_seen.ts";
import type { SleepStore } from "../../../db/store/sleep.ts";
import type { Instant, UserId } from "../../../protocol/domain.ts";
import { type KeptTicket, order, type State } from "./memory_state.ts";
import { allTickets } from "./memory_tickets.ts";

export function lastSeenStore(state: State): LastSeenStore {
  return {
    noteSeen(seen) {
      for (const one of seen) note(state, one);
      return Promise.resolve();
    },
    comeBack: (user, at) => Promise.resolve(comeBack(state, { user, at })),
  };
}

export function sleepStore(state: State): SleepStore {
  return {
    sleepyTickets(before, limit) {
      const sleepy = allTickets(state)
        .filter((ticket) => ticket.sleptAt === null && areAllAway(state, ticket, before))
        .sort((a, b) => order(a.since, b.since) || order(a.id, b.id));
      return Promise.resolve(
        sleepy.slice(0, limit).map(({ id, seat, criteria }) => (
          { id, seat, users: [...criteria.keys()].sort(order) }
        )),
      );
    },
    putToSleep(tickets, before, at) {
      const asleep = allTickets(state).filter((ticket) =>
        tickets.includes(ticket.id) && ticket.sleptAt === null && areAllAway(state, ticket, before)
      );
      for (const ticket of asleep) ticket.sleptAt = at;
      return Promise.resolve(asleep.map(({ id }) => id).sort(order));
    },
    wokenSince(since) {
      const woken = allTickets(state).filter(({ sleptAt, wokenAt }) =>
        sleptAt === null && wokenAt !== null && wokenAt >= since
      );
      const rows = woken.flatMap(({ id, seat, criteria }) =>
        criteria.keys().map((user) => ({ id, user, seat })).toArray()
      );
      return Promise.resolve(rows.sort((a, b) => order(a.id, b.id) || order(a.user, b.user)));
    },
    overslept(since) {
      const users = allTickets(state).flatMap(({ sleptAt, criteria }) =>
        sleptAt === null || sleptAt < since
          ? []
          : [...criteria.keys()].filter((user) => (state.lastSeen.get(user) ?? "") > sleptAt)
      );
      return Promise.resolve([...new Set(users)].sort(order));
    },
    keepAlone(told) {
      for (const { id, alone } of told) {
        for (const ticket of state.tickets.values()) if (ticket.id === id) ticket.isAlone = alone;
      }
      return Promise.resolve();
    },
  };
}

function note({ users, lastSeen }: State, { user, at }: Seen): void {
  const known = lastSeen.get(user);
  if (users.get(user)?.isDeleted !== false || (known !== undefined && known >= at)) return;
  lastSeen.set(user, at);
}

function comeBack(state: State, seen: Seen): Return | null {
  const { user, at } = seen;
  if (state.users.get(user)?.isDeleted !== false) return null;
  note(state, seen);
  const woken = allTickets(state).filter(({ sleptAt, criteria }) =>
    sleptAt !== null && criteria.has(user)
  );
  for (const ticket of woken) {
    ticket.sleptAt = null;
    ticket.wokenAt = at;
  }
  return {
    hasWoken: woken.some(({ seat }) => seat === null),
    seats: woken.flatMap(({ seat }) => seat ?? []),
    places: [...state.seats].filter(([, { placeOf }]) => placeOf === user).map(([group]) => group),
  };
}

/** Whether all people of a ticket were last there before then. */
function areAllAway({ lastSeen }: State, { since, criteria }: KeptTicket, before: Instant) {
  const isGone = (user: UserId) => (lastSeen.get(user) ?? "") < before;
  return since < before && criteria.keys().every(isGone);
}
