// The store in memory, with the same answers as the ones over SQL: for tests of actors, for
// simulations, and as the reference model. Every answer is a copy of what is stored.

import type { GroupId, UserId } from "../../../protocol/domain.ts";
import type { GroupStore } from "../../../db/store/groups.ts";
import type { HistoryStore } from "../../../db/store/history.ts";
import type { MatchmakerStore } from "../../../db/store/matchmakers.ts";
import type { LogStore, NewMessage } from "../../../db/store/logs.ts";
import type { PurgeStore } from "../../../db/store/purges.ts";
import type { OwnDataStore } from "../../../db/store/own_data.ts";
import type { RelationStore } from "../../../db/store/relations.ts";
import type { SeatStore } from "../../../db/store/seats.ts";
import type { Store } from "../../../db/store/store.ts";
import type { TicketStore } from "../../../db/store/tickets.ts";
import { withoutUnseen } from "../../../protocol/log.ts";
import {
  add,
  amend,
  applyErasure,
  currentGroups,
  everGroups,
  headOf,
  type KeptGroup,
  newState,
  order,
  pageOf,
  putBack,
  type State,
} from "./memory_state.ts";
import { apiTokenStore } from "./memory_api_tokens.ts";
import { passkeyStore } from "./memory_passkeys.ts";
import { recoveryStore, sessionStore, userStore } from "./memory_accounts.ts";
import { areErasable, deletionStore, textsLeft } from "./memory_deletions.ts";
import { deviceStore } from "./memory_devices.ts";
import { moderationStore, purgeModeration } from "./memory_moderation.ts";
import { own, ownMessages } from "./memory_own_data.ts";
import { lastSeenStore, sleepStore } from "./memory_sleep.ts";
import { paceStore } from "./memory_paces.ts";
import { pushStore } from "./memory_pushes.ts";
import { coMembersOf, offOf, presenceViewersOf } from "./memory_preferences.ts";
import { viewOf } from "./memory_views.ts";
import { sampleStore, waitingNow } from "./memory_samples.ts";
import { searchStore } from "./memory_search.ts";
import { closeReturned, closeSeat, openSeat, returnedMembers } from "./memory_seats.ts";
import { wishStore } from "./memory_wishes.ts";
import { countWaiting, waitStore } from "./memory_waits.ts";
import { leaveGroup } from "./memory_leaves.ts";
import {
  form,
  join,
  openTicketOf,
  openTicketsOf,
  ownTicketOf,
  placeAll,
  withdraw,
} from "./memory_tickets.ts";
import {
  accept,
  areKeptApart,
  block,
  blockedBy,
  endPartnership,
  inviteOf,
  partnerOf,
  setRematchWish,
  unblock,
} from "./memory_relations.ts";

export function createMemoryStore(): Store {
  return storeOver(newState());
}

/** A memory store that can be put back, as a database is from a copy of it. */
export interface RestorableStore {
  readonly store: Store;
  /** Copies what is stored; the answer puts the store back to that. */
  copy(): () => void;
}

export function createRestorableStore(): RestorableStore {
  const state = newState();
  return {
    store: storeOver(state),
    copy() {
      const kept = structuredClone(state);
      return () => putBack(state, structuredClone(kept));
    },
  };
}

function storeOver(state: State): Store {
  return {
    ...userStore(state),
    ...sessionStore(state),
    ...apiTokenStore(state),
    ...recoveryStore(state),
    ...passkeyStore(state),
    ...deletionStore(state),
    ...deviceStore(state),
    ...lastSeenStore(state),
    ...paceStore(state),
    ...groupStore(state),
    ...logStore(state),
    ...searchStore(state),
    ...ticketStore(state),
    ...sleepStore(state),
    ...waitStore(state),
    ...wishStore(state),
    ...matchmakerStore(state),
    ...seatStore(state),
    ...relationStore(state),
    ...moderationStore(state),
    ...ownDataStore(state),
    ...historyStore(state),
    ...pushStore(state),
    ...purgeStore(state),
    ...sampleStore(),
    ready: () => Promise.resolve(true),
  };
}

function groupStore(state: State): GroupStore {
  return {
    groups(user) {
      const arrivalOf = ({ arrivals, log }: KeptGroup) => arrivals.get(log.at(-1)?.seq ?? 0) ?? 0;
      const latest = currentGroups(state, user).sort(([, a], [, b]) => arrivalOf(b) - arrivalOf(a));
      return Promise.resolve(
        latest.map(([id]) => viewOf(state, user, id)).filter((view) => view !== null),
      );
    },
    group: (user, group) => Promise.resolve(viewOf(state, user, group)),
    groupMembers(id) {
      const group = state.groups.get(id);
      if (group === undefined) return Promise.resolve(null);
      const members = group.members.map((
        { id, firstSeq, readSeq, leftAt, leftSeq, isReplaced, isUnshown },
      ) => (
        { id, firstSeq, readSeq, leftAt, leftSeq, isReplaced, isUnshown, ...offOf(state, id) }
      ));
      return Promise.resolve({ lastSeq: headOf(group), members });
    },
    lostPlaces: (user, groups) =>
      Promise.resolve(
        groups.filter((id) =>
          state.groups.get(id)?.members.some((one) => one.id === user && one.isReplaced)
        ).sort(order),
      ),
    markShown(id, users) {
      for (const member of state.groups.get(id)?.members ?? []) {
        if (users.includes(member.id)) member.isUnshown = false;
      }
      return Promise.resolve();
    },
    coMembers: (user) => Promise.resolve(coMembersOf(state, user)),
    presenceViewers: (user) => Promise.resolve(presenceViewersOf(state, user)),
    heads: (user) =>
      Promise.resolve(
        Object.fromEntries(currentGroups(state, user).map(([id, group]) => [id, headOf(group)])),
      ),
    leave: ({ group, message }) => Promise.resolve(leaveGroup(state, group, message)),
    markRead(pointers) {
      for (const { user, group, seq } of pointers) {
        const mine = state.groups.get(group)?.members.find(({ id }) => id === user);
        if (mine !== undefined && mine.leftAt === null) mine.readSeq = Math.max(mine.readSeq, seq);
      }
      return Promise.resolve();
    },
  };
}

function logStore(state: State): Omit<LogStore, "search" | "isText"> {
  return {
    messages(user, id, range) {
      const group = state.groups.get(id);
      const mine = group?.members.find((member) => member.id === user && member.leftAt === null);
      if (group === undefined || mine === undefined) return Promise.resolve(null);
      const { firstSeq } = mine;
      const seen = group.log.filter(({ seq }) => seq >= firstSeq)
        .map((message) => withoutUnseen(message, firstSeq));
      return Promise.resolve(pageOf(seen, range));
    },
    append({ group: id, message }) {
      const group = state.groups.get(id);
      return Promise.resolve(
        group === undefined ? { type: "conflict" as const } : add(state, group, message),
      );
    },
    appendRun: (run) => Promise.resolve(appendAll(state, run)),
    textsLeft: (user, group, limit) =>
      Promise.resolve(textsLeft(state, user, group).slice(0, limit)),
    eraseRun(run) {
      if (!areErasable(state, run) || !appendAll(state, run)) return Promise.resolve(false);
      for (const { group: id, message } of run) {
        const group = state.groups.get(id);
        if (group) applyErasure(group, message);
      }
      return Promise.resolve(true);
    },
    amend({ group: id, message }) {
      const group = state.groups.get(id);
      return Promise.resolve(
        group === undefined ? { type: "conflict" as const } : amend(state, group, message),
      );
    },
  };
}

/** All or none. */
function appendAll(state: State, run: readonly NewMessage[]): boolean {
  const groups = run.map(({ group }) => state.groups.get(group));
  const logs = new Map(groups.map((group) => [group, group && [...group.log]]));
  const isStored = run.every(({ message }, at) => {
    const group = groups[at];
    return group !== undefined && add(state, group, message).type === "stored";
  });
  if (!isStored) {
    for (const [group, log] of logs) group?.log.splice(0, Infinity, ...log ?? []);
  }
  return isStored;
}

function ticketStore(state: State): TicketStore {
  return {
    placeTickets: (tickets, metSince) =>
      areDistinct(tickets)
        ? Promise.try(() => placeAll(state, tickets, metSince))
        : fail("Tickets are placed of users who differ"),
    withdrawTicket: (user) => Promise.resolve(withdraw(state, user)),
    openTicket(user, metSince) {
      const ticket = state.tickets.get(user);
      return Promise.resolve(ticket === undefined ? null : openTicketOf(state, ticket, metSince));
    },
    ownTicket: (user) => Promise.resolve(ownTicketOf(state, user)),
    countWaiting: () => Promise.resolve(countWaiting(state)),
    waitingNow: (now) => Promise.resolve(waitingNow(state, now)),
    openTickets(metSince, onPage) {
      const open = openTicketsOf(state, metSince);
      onPage?.(open.length);
      return Promise.resolve(open);
    },
    formGroups: (groups) =>
      groups.every(({ tickets }) => tickets.length === 3 && areDistinct(tickets))
        ? Promise.resolve(groups.map((group) => form(state, group)))
        : fail("A group is formed of three users"),
  };
}

function matchmakerStore({ matchmakers }: State): MatchmakerStore {
  return {
    noteWork({ matchmaker, at }) {
      matchmakers.set(matchmaker, at);
      for (const [id, noted] of matchmakers) {
        if (Date.parse(noted) < Date.parse(at) - 3_600_000) matchmakers.delete(id);
      }
      return Promise.resolve();
    },
    notedWork: () =>
      Promise.resolve(
        [...matchmakers].sort(([a], [b]) => order(a, b)).map(([matchmaker, at]) => (
          { matchmaker, at }
        )),
      ),
  };
}

function seatStore(state: State): SeatStore {
  return {
    openSeat: (seat, metSince) => Promise.resolve(openSeat(state, seat, metSince)),
    seat(group, metSince) {
      const ticket = state.seats.get(group);
      return Promise.resolve(ticket === undefined ? null : openTicketOf(state, ticket, metSince));
    },
    returnedMembers: (user, silentBefore) => {
      const returned = returnedMembers(state, silentBefore);
      return Promise.resolve(returned.filter((one) => user === null || one.user === user));
    },
    closeReturned: (groups, silentBefore) =>
      Promise.resolve(closeReturned(state, groups, silentBefore)),
    closeSeat: (group, user) => Promise.resolve(closeSeat(state, group, user)),
    joinGroup: (joined) =>
      [1, 2].includes(joined.newcomers.length) && areDistinct(joined.newcomers)
        ? Promise.resolve(join(state, joined))
        : fail("One or two users come into a group"),
  };
}

function areDistinct(named: readonly { readonly user: string }[]): boolean {
  return new Set(named.map(({ user }) => user)).size === named.length;
}

function relationStore(state: State): RelationStore {
  return {
    createInvite({ hash, inviter, at, expiresAt }) {
      if (!state.users.has(inviter)) return fail(`There is no user with the id "${inviter}"`);
      if (state.invites.has(hash)) return fail(`The invite "${hash}" exists`);
      state.invites.set(hash, { inviter, createdAt: at, expiresAt, usedAt: null });
      return Promise.resolve();
    },
    invite: (hash) => Promise.resolve(inviteOf(state, hash)),
    acceptInvite: (hash, user, at) => Promise.try(() => accept(state, { hash, user, at })),
    partner: (user) => Promise.resolve(partnerOf(state, user)),
    endPartnership: (user) => Promise.resolve(endPartnership(state, user)),
    block: (blocker, blocked, at) =>
      Promise.try(() => block(state, { blocker, blocked, at, leave: [] }) !== null),
    blockAndLeave: (added) => Promise.try(() => block(state, added)),
    unblock: (blocker, blocked) => Promise.resolve(unblock(state, blocker, blocked)),
    areKeptApart: (one, other) => Promise.resolve(areKeptApart(state, one, other)),
    blocked: (user) => Promise.resolve(blockedBy(state, user)),
    setRematchWish: (user, other, on, at) =>
      Promise.resolve(setRematchWish(state, { user, other, on, at })),
  };
}

function ownDataStore(state: State): OwnDataStore {
  return {
    own: (user, list, run) => Promise.resolve(own(state, user, list, run)),
    ownTexts: (user, group, run) =>
      Promise.resolve(ownMessages(state, { user, group, kinds: ["text"], ...run })),
    ownReactions: (user, group, run) =>
      Promise.resolve(ownMessages(state, { user, group, kinds: ["reacted"], ...run })),
    ownChanges: (user, group, run) =>
      Promise.resolve(ownMessages(state, { user, group, kinds: ["edited", "erased"], ...run })),
  };
}

function historyStore(state: State): HistoryStore {
  const { histories, groups } = state;
  return {
    beginHistory(id) {
      histories.set(id, state.lastArrival);
      return Promise.resolve();
    },
    divergedGroups(history, held) {
      const ids = Object.keys(held) as GroupId[];
      const begun = [...histories.keys()].indexOf(history);
      const [later = Infinity] = [...histories.values()].slice(begun + 1);
      const isDiverged = (id: GroupId) => {
        const seq = held[id] ?? 0;
        const arrival = groups.get(id)?.arrivals.get(seq);
        return seq > 0 && (arrival === undefined || arrival > later);
      };
      return Promise.resolve(begun < 0 ? ids : ids.filter(isDiverged));
    },
  };
}

/** Closed tickets are not kept here. */
function purgeStore(state: State): PurgeStore {
  const isReported = (id: GroupId) => state.reports.values().some(({ group }) => group === id);
  return {
    purgeTickets(before) {
      for (const [hash, { expiresAt }] of state.invites) {
        if (expiresAt < before) state.invites.delete(hash);
      }
      return Promise.resolve(false);
    },
    purgeGroups(before) {
      const over = [...state.groups].filter(([id, { members }]) =>
        members.every(({ leftAt }) => leftAt !== null && leftAt < before) && !isReported(id)
      );
      for (const [id] of over) {
        state.groups.delete(id);
        state.seats.delete(id);
      }
      return Promise.resolve(null);
    },
    purgeReports(before) {
      purgeModeration(state, before);
      return Promise.resolve();
    },
    purgeAccounts(now) {
      for (const [hash, until] of state.reservedUsernames) {
        if (until <= now) state.reservedUsernames.delete(hash);
      }
      const isNamed = (user: UserId) =>
        everGroups(state, user).length > 0 || state.devices.has(user) || state.networks.has(user) ||
        state.reports.values().some(({ by, about }) => by === user || about === user);
      for (const [id, { user }] of state.users) {
        if (user.deleted && !isNamed(id) && !state.deletions.has(id)) state.users.delete(id);
      }
      return Promise.resolve();
    },
  };
}

function fail(reason: string): Promise<never> {
  return Promise.reject(new Error(reason));
}
