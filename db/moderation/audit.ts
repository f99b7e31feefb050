// The audit trail: what moderators and the operator have done. The database lets nobody change or
// delete an entry of the last year.

import { type Expression, type Kysely, sql, type SqlBool, type Transaction } from "kysely";
import type { Instant } from "../../protocol/domain.ts";
import type { AuditAction, AuditEntry, AuditId, ReportId } from "../../protocol/moderation.ts";
import { toUser } from "../people/user_rows.ts";
import type { DB } from "../schema.ts";
import { idArray } from "../sql/sql.ts";
import type { ModerationRange, ModerationStore, NewAct } from "../store/moderation.ts";

export function auditStore(db: Kysely<DB>) {
  return {
    audit: (action, act) => addEntry(db, action, act),
    auditTrail: (range) => findTrail(db, range),
  } satisfies Partial<ModerationStore>;
}

/** What an entry of a decision says besides. */
export interface Details {
  readonly report?: ReportId;
  readonly reports?: readonly ReportId[];
  readonly days?: number | null;
}

/** Adds an entry to the trail, in the transaction of the act where there is one. */
export async function addEntry(
  db: Kysely<DB>,
  action: AuditAction,
  { id, at, by, about, note }: NewAct,
  { report, reports = [], days = null }: Details = {},
): Promise<void> {
  await db.insertInto("audit").values({
    id,
    at,
    by,
    action,
    about,
    report: report ?? null,
    reports: idArray(reports),
    days,
    note,
  }).execute();
}

async function findTrail(
  db: Kysely<DB>,
  { after, limit }: ModerationRange<AuditId>,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly more: boolean } | null> {
  const last = after === null
    ? undefined
    : await db.selectFrom("audit").select("place").where("id", "=", after).executeTakeFirst();
  if (after !== null && last === undefined) return null;
  const condition = last === undefined ? sql<SqlBool>`true` : sql<SqlBool>`place < ${last.place}`;
  const entries = await findEntries(db, condition, limit + 1);
  return { entries: entries.slice(0, limit), more: entries.length > limit };
}

/** The latest first. */
export async function findEntries(
  db: Kysely<DB>,
  condition: Expression<SqlBool>,
  limit: number | null,
): Promise<AuditEntry[]> {
  const rows = await db.selectFrom("audit")
    .leftJoin("users as actor", "actor.id", "audit.by")
    .leftJoin("users as other", "other.id", "audit.about")
    .select(["audit.id", "at", "by", "action", "about", "report", "days", "note"])
    .select(["actor.username as by_name", "actor.bot as by_bot"])
    .select(["other.username as about_name", "other.bot as about_bot"])
    .select(sql<readonly ReportId[]>`to_jsonb(audit.reports)`.as("reports"))
    .where(condition).orderBy("place", "desc").$if(limit !== null, (run) => run.limit(limit ?? 0))
    .execute();
  return rows.map(({ by, by_name, by_bot, about, about_name, about_bot, ...rest }) => ({
    ...rest,
    by: by === null ? null : toUser({ id: by, username: by_name ?? "", bot: by_bot ?? false }),
    about: toUser({ id: about, username: about_name ?? "", bot: about_bot ?? false }),
  }));
}

/** Reports, notices and entries of before; the database keeps entries of the last 365 days. */
export async function purgeModeration(tx: Transaction<DB>, before: Instant): Promise<void> {
  await tx.deleteFrom("reports").where("at", "<", before).execute();
  await tx.deleteFrom("notices").where("at", "<", before).execute();
  await tx.deleteFrom("audit").where("at", "<", before)
    .where(sql<SqlBool>`at < now() - interval '365 days'`).execute();
}
