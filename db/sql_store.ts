// The Store over Kysely: every method is one query, or one transaction, of the files beside this
// one.

import type { Kysely } from "kysely";
import type { SessionId, UserId } from "../protocol/domain.ts";
import { amend } from "./groups/amendments.ts";
import { setRematchWish } from "./relations/rematch_wishes.ts";
import { blockUser, findBlocked, unblockUser } from "./relations/blocks.ts";
import { formGroups } from "./tickets/form.ts";
import { findGroup, findGroups } from "./groups/groups.ts";
import { acceptInvite, createInvite, findInvite } from "./relations/invites.ts";
import { joinGroup } from "./tickets/join.ts";
import type { Journal } from "./groups/journal.ts";
import { type Bounds, createBatchLoader } from "./sql/batch_loader.ts";
import {
  findCoMembers,
  findGroupMembers,
  findHeads,
  leaveGroup,
  markRead,
} from "./groups/members.ts";
import { findMessages } from "./groups/messages.ts";
import { isMigrated } from "./migrate.ts";
import { endPartnership, findPartners } from "./relations/partners.ts";
import { placeTickets } from "./tickets/place.ts";
import { addReport } from "./relations/reports.ts";
import { findOwn, findOwnMessages } from "./people/own_data.ts";
import type { DB } from "./schema.ts";
import { closeSeat, openSeat } from "./tickets/seats.ts";
import {
  endSession,
  findSessions,
  hasSession,
  openSession,
  purgeSessions,
} from "./people/sessions.ts";
import type { Store } from "./store/store.ts";
import { findOpenTicket, findOpenTickets, findSeat, withdrawTicket } from "./tickets/tickets.ts";
import { createUser, findAccounts, findCredentials, setProfile } from "./people/users.ts";

/**
 * Of what a row or an index's entry answers; of what each of one's groups adds to; of what all of
 * them must be read for.
 */
const light: Bounds = { keys: 1_000, statements: 1 };
const medium: Bounds = { keys: 100, statements: 1 };
const heavy: Bounds = { keys: 10, statements: 4 };

/** A store over a database that has the program's schema. */
export function createStore(db: Kysely<DB>, journal: Journal): Store {
  return {
    ...people(db),
    ...matching(db),
    ...relating(db),
    ...reading(db),
    ...writing(db, journal),
  };
}

function people(db: Kysely<DB>) {
  // Every request asks for one.
  const sessionOf = createBatchLoader((ids: readonly SessionId[]) => findSessions(db, ids), light);
  const accountOf = createBatchLoader((users: readonly UserId[]) => findAccounts(db, users), light);
  return {
    createUser: (user) => createUser(db, user),
    credentials: (usernameKey) => findCredentials(db, usernameKey),
    account: accountOf,
    setProfile: (user, profile, day) => setProfile(db, { user, profile, day }),
    openSession: (session) => openSession(db, session),
    session: async (id, now) => {
      const found = await sessionOf(id);
      return found && Date.parse(found.expiresAt) > Date.parse(now) ? found : null;
    },
    endSession: (id) => endSession(db, id),
    hasSession: (user, now) => hasSession(db, user, now),
    purgeSessions: (now) => purgeSessions(db, now),
    ready: () => isReady(db),
  } satisfies Partial<Store>;
}

function matching(db: Kysely<DB>) {
  return {
    placeTickets: (tickets, metSince) => placeTickets(db, tickets, metSince),
    withdrawTicket: (user, at) => withdrawTicket(db, user, at),
    openTicket: (user, metSince) => findOpenTicket(db, user, metSince),
    openTickets: (metSince, onPage) => findOpenTickets(db, metSince, onPage),
    formGroups: (groups) => formGroups(db, groups),
    joinGroup: (join) => joinGroup(db, join),
    openSeat: (seat, metSince) => openSeat(db, seat, metSince),
    seat: (group, metSince) => findSeat(db, group, metSince),
    closeSeat: (group, user, at) => closeSeat(db, { group, user, at }),
  } satisfies Partial<Store>;
}

function relating(db: Kysely<DB>) {
  const partnerOf = createBatchLoader((users: readonly UserId[]) => findPartners(db, users), light);
  return {
    createInvite: (invite) => createInvite(db, invite),
    invite: (hash) => findInvite(db, hash),
    acceptInvite: (hash, user, at) => acceptInvite(db, { hash, user, at }),
    partner: partnerOf,
    endPartnership: (user, at) => endPartnership(db, user, at),
    block: (blocker, blocked, at) => blockUser(db, { blocker, blocked, at }),
    unblock: (blocker, blocked) => unblockUser(db, blocker, blocked),
    blocked: (user) => findBlocked(db, user),
    setRematchWish: (user, other, on, at) => setRematchWish(db, { user, other, on, at }),
    report: (report) => addReport(db, report),
    own: (user, list, run) => findOwn(db, { user, list, run }),
    ownTexts: (user, group, run) => findOwnMessages(db, { user, group, kinds: ["text"], ...run }),
    ownReactions: (user, group, run) =>
      findOwnMessages(db, { user, group, kinds: ["reacted"], ...run }),
    ownChanges: (user, group, run) =>
      findOwnMessages(db, { user, group, kinds: ["edited", "erased"], ...run }),
  } satisfies Partial<Store>;
}

function reading(db: Kysely<DB>) {
  const groupsOf = createBatchLoader((users: readonly UserId[]) => findGroups(db, users), heavy);
  const coMembersOf = createBatchLoader(
    (users: readonly UserId[]) => findCoMembers(db, users),
    medium,
  );
  const headsOf = createBatchLoader((users: readonly UserId[]) => findHeads(db, users), medium);
  return {
    groups: async (user) => await groupsOf(user) ?? [],
    group: (user, group) => findGroup(db, user, group),
    groupMembers: (group) => findGroupMembers(db, group),
    coMembers: async (user) => await coMembersOf(user) ?? [],
    heads: async (user) => await headsOf(user) ?? {},
    messages: (user, group, range) => findMessages(db, { user, group, range }),
  } satisfies Partial<Store>;
}

function writing(db: Kysely<DB>, journal: Journal) {
  return {
    append: (message) => journal.append(message),
    appendRun: (run) => journal.appendRun(run),
    leave: (message) => db.transaction().execute((tx) => leaveGroup(tx, message)),
    amend: (message) => amend(db, message),
    markRead: (pointers) => markRead(db, pointers),
  } satisfies Partial<Store>;
}

async function isReady(db: Kysely<DB>): Promise<boolean> {
  try {
    return await isMigrated(db);
  } catch {
    return false;
  }
}
