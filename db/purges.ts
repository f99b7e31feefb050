// Purges as statements; of tickets and groups page by page.

import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, Instant } from "../protocol/domain.ts";
import { purgeModeration } from "./moderation/audit.ts";
import type { DB } from "./schema.ts";
import { anyOf } from "./sql/sql.ts";
import type { PurgeStore } from "./store/purges.ts";

/** Rows of tickets, or groups, that one statement looks at. */
const pageSize = 1_000;

export function purgeStore(db: Kysely<DB>): PurgeStore {
  return {
    purgeTickets: (before) => purgeTickets(db, before),
    purgeGroups: (before, after) => purgeGroups(db, before, after),
    purgeReports: (before) => db.transaction().execute((tx) => purgeModeration(tx, before)),
    purgeAccounts: (now) => purgeAccounts(db, now),
  };
}

/** A ticket that was used for a group stays with it: it has the criteria of who came by it. */
async function purgeTickets(db: Kysely<DB>, before: Instant): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    delete from tickets where (id, user_id) in (
      select id, user_id from tickets
      where closed_at < ${before} and group_id is null and seat is null limit ${pageSize}::int
    )`.execute(db);
  await db.deleteFrom("invites").where("expires_at", "<", before).execute();
  return numAffectedRows === BigInt(pageSize);
}

async function purgeGroups(
  db: Kysely<DB>,
  before: Instant,
  after: GroupId | null,
): Promise<GroupId | null> {
  const { rows } = await sql<{ readonly id: GroupId; readonly is_over: boolean }>`
    select id, not exists (
      select from members where group_id = page.id and (left_at is null or left_at >= ${before})
    ) and not exists (select from reports where group_id = page.id) as is_over
    from (
      select id from groups where ${after}::uuid is null or id > ${after}::uuid
      order by id limit ${pageSize}::int
    ) page order by id`.execute(db);
  const over = rows.filter(({ is_over }) => is_over).map(({ id }) => id);
  if (over.length > 0) await db.transaction().execute((tx) => removeGroups(tx, over));
  return rows.length < pageSize ? null : rows.at(-1)?.id ?? null;
}

/** Nobody comes into a group that everybody has left: it needs no lock. */
async function removeGroups(tx: Transaction<DB>, groups: readonly GroupId[]): Promise<void> {
  for (const table of ["messages", "members"] as const) {
    await tx.deleteFrom(table).where("group_id", "=", anyOf(groups)).execute();
  }
  await tx.deleteFrom("tickets")
    .where(({ eb, or }) => or([eb("group_id", "=", anyOf(groups)), eb("seat", "=", anyOf(groups))]))
    .execute();
  await tx.deleteFrom("groups").where("id", "=", anyOf(groups)).execute();
}

async function purgeAccounts(db: Kysely<DB>, now: Instant): Promise<void> {
  await db.deleteFrom("reserved_usernames").where("until", "<=", now).execute();
  // As long as a block that is set now reaches other accounts of the same person.
  await sql`
    delete from user_devices using users
    where user_id = users.id and username = ''
      and seen_at < ${now}::timestamptz - interval '30 days'`.execute(db);
  // Blocks of the account go with it.
  await sql`
    delete from users where username = ''
      and not exists (select from deletions where user_id = users.id)
      and not exists (select from members where user_id = users.id)
      and not exists (select from reports where reports.by = users.id or about = users.id)
      and not exists (select from user_devices where user_id = users.id)
      and not exists (select from user_networks where user_id = users.id)`.execute(db);
}
