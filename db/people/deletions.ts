// Deletions as rows. `users` keeps the row of a deleted account, empty, since logs name its id.

import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { reservedFor } from "../../protocol/suspension.ts";
import type { DB } from "../schema.ts";
import { accountOf, withParties } from "../sql/party_locks.ts";
import { textArray } from "../sql/sql.ts";
import type { DeletionStore, NewDeletion } from "../store/deletions.ts";
import { toSuspension } from "./users.ts";

export function deletionStore(db: Kysely<DB>): DeletionStore {
  return {
    requestDeletion: (deletion) => requestDeletion(db, deletion),
    deletions: (limit) => findDeletions(db, limit),
    everGroups: (user) => findEverGroups(db, user),
    emptyAccount: (user) => emptyAccount(db, user),
    endDeletion: async (user) => {
      await db.deleteFrom("deletions").where("user_id", "=", user).execute();
    },
  };
}

/**
 * Every column that refers to a user by a foreign key, and what a deletion does to its rows. Of
 * each that is kept it is said why; a test finds a column that is missing here. `reaches.about`,
 * `barred_devices.about`, `members.came_with`, `tickets.place_of` and `audit` name users without
 * one, and stay for their time.
 */
export const columnsOfUsers = {
  removed: {
    sessions: ["user_id"],
    recovery_codes: ["user_id"],
    passkeys: ["user_id"],
    tickets: ["user_id"],
    invites: ["inviter"],
    partners: ["user_id"],
    rematch_wishes: ["user_id", "other_id"],
    // Nobody is left whom they protect.
    blocks: ["blocker"],
    notices: ["user_id"],
    reaches: ["owner"],
    pair_leavers: ["leaver", "user_id"],
    pair_rests: ["user_id"],
    username_skeletons: ["user_id"],
    last_seen: ["user_id"],
  },
  kept: {
    "deletions.user_id": "it says that this is not done, and goes last",
    "members.user_id": "logs name their authors by id",
    "blocks.blocked": "it is in the list of who has set the block",
    "user_devices.user_id": "a block reaches other accounts of the same person, until it is purged",
    "user_networks.user_id": "so it does by this",
    "reports.by": "a report stays until its time is over",
    "reports.about": "a report stays until its time is over",
  },
} as const;

async function requestDeletion(
  db: Kysely<DB>,
  { user, at, usernameHashes, reservedUntil }: NewDeletion,
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    const row = await tx.updateTable("users")
      .set({ deleted_at: at, password_version: sql<number>`password_version + 1` })
      .where("id", "=", user).where("deleted_at", "is", null)
      .returning(["suspended_at", "suspended_until"]).executeTakeFirst();
    if (row === undefined) return false;
    for (const table of ["sessions", "recovery_codes", "passkeys"] as const) {
      await tx.deleteFrom(table).where("user_id", "=", user).execute();
    }
    await tx.insertInto("deletions").values({ user_id: user, requested_at: at }).execute();
    if (usernameHashes.length === 0) return true;
    const until = reservedFor(toSuspension(row), reservedUntil);
    await tx.insertInto("reserved_usernames")
      .values(usernameHashes.map((hash) => ({ hash, until })))
      .onConflict((known) => known.column("hash").doUpdateSet({ until })).execute();
    return true;
  });
}

async function findDeletions(db: Kysely<DB>, limit: number): Promise<UserId[]> {
  const rows = await db.selectFrom("deletions").select("user_id")
    .orderBy("requested_at").orderBy("user_id").limit(limit).execute();
  return rows.map(({ user_id }) => user_id);
}

async function findEverGroups(db: Kysely<DB>, user: UserId): Promise<GroupId[]> {
  const rows = await db.selectFrom("members").select("group_id").where("user_id", "=", user)
    .orderBy("group_id").execute();
  return rows.map(({ group_id }) => group_id);
}

async function emptyAccount(db: Kysely<DB>, user: UserId): Promise<boolean> {
  return await withParties(db, [user], async (tx, parties) => {
    if (accountOf(parties, user).user.deleted) return true;
    if (parties.partners.size > 0 || await isAtWork(tx, user)) return false;
    await emptyGroups(tx, user);
    for (const [table, columns] of Object.entries(columnsOfUsers.removed)) {
      for (const column of columns) {
        await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${user}`.execute(tx);
      }
    }
    await tx.updateTable("users").set({
      username: "",
      username_key: null,
      password_hash: "",
      birth_date: null,
      sex: null,
      languages: null,
      interests: textArray([]),
      about_self: null,
      birth_date_set_at: null,
      birth_date_corrected: false,
      sex_changed_at: null,
      role: "user",
      // Nothing is given of them any more.
      receipts: false,
      typing: false,
      presence: false,
      suspended_at: null,
      suspended_until: null,
    }).where("id", "=", user).execute();
    return true;
  });
}

/**
 * Whether the deletion was not asked for, the user is still in a group or waits for one, or one of
 * their texts is there.
 */
async function isAtWork(tx: Transaction<DB>, user: UserId): Promise<boolean> {
  const { rows } = await sql`
    select where not exists (select from deletions where user_id = ${user})
      or exists (select from members where user_id = ${user} and left_at is null)
      or exists (select from tickets where user_id = ${user} and closed_at is null)
      or exists (
        select from members m join messages x on x.group_id = m.group_id and x.by = m.user_id
        where m.user_id = ${user} and x.kind = 'text' and x.content->>'erased' = 'false'
      )`.execute(tx);
  return rows.length > 0;
}

/**
 * Takes the name out of the groups that were formed with it, and why they were: it tells of the age
 * and the sex of all. Groups are locked in the order of ids, as everywhere.
 */
async function emptyGroups(tx: Transaction<DB>, user: UserId): Promise<void> {
  const { rows } = await sql<{ readonly id: GroupId }>`
    select id from groups where id in (
      select group_id from members where user_id = ${user} and first_seq = 1
    ) order by id for no key update`.execute(tx);
  if (rows.length === 0) return;
  await tx.updateTable("groups").set({
    why: null,
    name: sql<string>`coalesce((
      select string_agg(u.username, ', ' order by m.position)
      from members m join users u on u.id = m.user_id
      where m.group_id = groups.id and m.first_seq = 1 and u.id <> ${user} and u.username <> ''
    ), '')`,
  }).where("id", "in", rows.map(({ id }) => id)).execute();
}
