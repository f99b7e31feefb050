// A Store in plain Maps, with the same answers as the one over Postgres: for tests of actors, and for simulations.
// Every answer is a copy of what is kept.

import type { NewMessage, Store } from "../../db/store.ts";
import {
  add,
  amend,
  currentGroups,
  form,
  headOf,
  openTicketOf,
  order,
  pageOf,
  place,
  type State,
  userOf,
  viewOf,
} from "./memory_state.ts";

export function createMemoryStore(): Store {
  const state: State = {
    users: new Map(),
    sessions: new Map(),
    tickets: new Map(),
    groups: new Map(),
    blocks: new Set(),
  };
  return { ...people(state), ...matching(state), ...reading(state), ...writing(state) };
}

function people(state: State) {
  const { users, sessions, tickets } = state;
  return {
    createUser(user) {
      if (users.has(user.user.id)) return fail(`The user "${user.user.id}" exists`);
      const taken = users.values().some(({ usernameKey }) => usernameKey === user.usernameKey);
      if (!taken) users.set(user.user.id, { ...user });
      return Promise.resolve(!taken);
    },
    credentials(usernameKey) {
      const found = users.values().find((user) => user.usernameKey === usernameKey);
      if (found === undefined) return Promise.resolve(null);
      const { user, profile, passwordHash } = found;
      return Promise.resolve({ user, profile, passwordHash });
    },
    account(id) {
      const found = users.get(id);
      return Promise.resolve(found === undefined ? null : { user: found.user, profile: found.profile });
    },
    setProfile(id, profile) {
      const found = users.get(id);
      if (found === undefined) return fail(`There is no user with the id "${id}"`);
      if (tickets.has(id)) return Promise.resolve("waiting" as const);
      found.profile = { ...profile };
      return Promise.resolve("stored" as const);
    },
    openSession(session) {
      if (!users.has(session.user)) return fail(`There is no user with the id "${session.user}"`);
      if (sessions.has(session.id)) return fail(`The session "${session.id}" exists`);
      sessions.set(session.id, { ...session });
      return Promise.resolve();
    },
    session(id, now) {
      const found = sessions.get(id);
      if (found === undefined || found.expiresAt <= now) return Promise.resolve(null);
      return Promise.resolve({ user: userOf(state, found.user).user, expiresAt: found.expiresAt });
    },
    endSession: (id) => Promise.resolve(sessions.delete(id)),
    ready: () => Promise.resolve(true),
  } satisfies Partial<Store>;
}

function matching(state: State) {
  const { users, tickets, blocks } = state;
  return {
    placeTicket: (ticket) =>
      users.has(ticket.user)
        ? Promise.resolve(place(state, ticket))
        : fail(`There is no user with the id "${ticket.user}"`),
    withdrawTicket: (user) => Promise.resolve(tickets.delete(user)),
    openTicket(user) {
      const ticket = tickets.get(user);
      return Promise.resolve(ticket === undefined ? null : openTicketOf(state, ticket));
    },
    openTickets: () =>
      Promise.resolve(
        tickets.values().toArray().sort((a, b) => order(a.since, b.since) || order(a.id, b.id))
          .map((ticket) => openTicketOf(state, ticket)),
      ),
    formGroup(group) {
      if (new Set(group.tickets.map(({ user }) => user)).size !== 3 || group.tickets.length !== 3) {
        return fail("A group is formed of three users");
      }
      return Promise.resolve(form(state, group));
    },
    block(blocker, blocked) {
      if (blocker === blocked || !users.has(blocker) || !users.has(blocked)) {
        return fail("Such a block cannot be");
      }
      blocks.add(`${blocker} ${blocked}`).add(`${blocked} ${blocker}`);
      return Promise.resolve();
    },
  } satisfies Partial<Store>;
}

function reading(state: State) {
  return {
    groups: (user) =>
      Promise.resolve(
        currentGroups(state, user).map(([id]) => viewOf(state, user, id)).filter((view) => view !== null)
          .sort((a, b) => order(b.last?.at ?? "", a.last?.at ?? "") || order(b.id, a.id)),
      ),
    group: (user, group) => Promise.resolve(viewOf(state, user, group)),
    roster(id) {
      const group = state.groups.get(id);
      if (group === undefined) return Promise.resolve(null);
      const members = group.members.map(({ id, readSeq, leftAt }) => ({ id, readSeq, leftAt }));
      return Promise.resolve({ lastSeq: headOf(group), members });
    },
    company: (user) =>
      Promise.resolve(
        currentGroups(state, user).sort(([a], [b]) => order(a, b)).map(([group, { members }]) => ({
          group,
          others: members.filter(({ id, leftAt }) => leftAt === null && id !== user).map(({ id }) => id),
        })),
      ),
    heads: (user) =>
      Promise.resolve(
        Object.fromEntries(currentGroups(state, user).map(([id, group]) => [id, headOf(group)])),
      ),
    messages(user, id, range) {
      const group = state.groups.get(id);
      const mine = group?.members.find((member) => member.id === user && member.leftAt === null);
      if (group === undefined || mine === undefined) return Promise.resolve(null);
      return Promise.resolve(pageOf(group.log.filter(({ seq }) => seq >= mine.firstSeq), range));
    },
  } satisfies Partial<Store>;
}

function writing(state: State) {
  return {
    append({ group: id, message }) {
      const group = state.groups.get(id);
      return Promise.resolve(group === undefined ? { type: "conflict" as const } : add(group, message));
    },
    leave({ group: id, message }: NewMessage) {
      const group = state.groups.get(id);
      const mine = group?.members.find((member) => member.id === message.by && member.leftAt === null);
      if (group === undefined || mine === undefined || add(group, message).type !== "stored") {
        return Promise.resolve("conflict" as const);
      }
      mine.leftAt = message.at;
      return Promise.resolve("stored" as const);
    },
    amend({ group: id, message }) {
      const group = state.groups.get(id);
      return Promise.resolve(group === undefined ? { type: "conflict" as const } : amend(group, message));
    },
    markRead(readings) {
      for (const { user, group, seq } of readings) {
        const mine = state.groups.get(group)?.members.find(({ id }) => id === user);
        if (mine !== undefined && mine.leftAt === null) mine.readSeq = Math.max(mine.readSeq, seq);
      }
      return Promise.resolve();
    },
  } satisfies Partial<Store>;
}

function fail(reason: string): Promise<never> {
  return Promise.reject(new Error(reason));
}
