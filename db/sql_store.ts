// The Store over Kysely: every method is one query, or one transaction, of the files beside this one.

import type { Kysely } from "kysely";
import { amend } from "./amending.ts";
import { blockUser, formGroup } from "./forming.ts";
import { findGroup, findGroups } from "./groups.ts";
import type { Journal } from "./journal.ts";
import { findCompany, findHeads, findRoster, leaveGroup, markRead } from "./members.ts";
import { findMessages } from "./messages.ts";
import { isMigrated } from "./migrate.ts";
import type { DB } from "./schema.ts";
import { endSession, findSession, openSession } from "./sessions.ts";
import type { Store } from "./store.ts";
import { findOpenTicket, findOpenTickets, placeTicket, withdrawTicket } from "./tickets.ts";
import { createUser, findAccount, findCredentials, lockUser, setProfile } from "./users.ts";

/** A store over a database that has the program's schema. */
export function createStore(db: Kysely<DB>, journal: Journal): Store {
  return { ...people(db), ...matching(db), ...reading(db), ...writing(db, journal) };
}

function people(db: Kysely<DB>) {
  return {
    createUser: (user) => createUser(db, user),
    credentials: (usernameKey) => findCredentials(db, usernameKey),
    account: (user) => findAccount(db, user),
    setProfile: (user, profile) =>
      db.transaction().execute(async (tx) => {
        await lockUser(tx, user);
        return await setProfile(tx, user, profile) ? "stored" : "waiting";
      }),
    openSession: (session) => openSession(db, session),
    session: (id, now) => findSession(db, id, now),
    endSession: (id) => endSession(db, id),
    ready: () => isReady(db),
  } satisfies Partial<Store>;
}

function matching(db: Kysely<DB>) {
  return {
    placeTicket: (ticket) => db.transaction().execute((tx) => placeTicket(tx, ticket)),
    withdrawTicket: (user, at) => withdrawTicket(db, user, at),
    openTicket: (user) => findOpenTicket(db, user),
    openTickets: () => findOpenTickets(db),
    formGroup: (group) => formGroup(db, group),
    block: (blocker, blocked, at) =>
      db.transaction().execute((tx) => blockUser(tx, { blocker, blocked, at })),
  } satisfies Partial<Store>;
}

function reading(db: Kysely<DB>) {
  return {
    groups: (user) => findGroups(db, user),
    group: (user, group) => findGroup(db, user, group),
    roster: (group) => findRoster(db, group),
    company: (user) => findCompany(db, user),
    heads: (user) => findHeads(db, user),
    messages: (user, group, range) => findMessages(db, { user, group, range }),
  } satisfies Partial<Store>;
}

function writing(db: Kysely<DB>, journal: Journal) {
  return {
    append: (message) => journal.append(message),
    appendRun: (run) => journal.appendRun(run),
    leave: (message) => db.transaction().execute((tx) => leaveGroup(tx, message)),
    amend: (message) => amend(db, message),
    markRead: (readings) => markRead(db, readings),
  } satisfies Partial<Store>;
}

async function isReady(db: Kysely<DB>): Promise<boolean> {
  try {
    return await isMigrated(db);
  } catch {
    return false;
  }
}
