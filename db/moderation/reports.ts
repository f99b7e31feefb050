// Reports: what members tell about each other, with the messages that were there to be seen then.

import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, Instant, Message, UserId } from "../../protocol/domain.ts";
import type {
  AuditId,
  Decision,
  OwnReport,
  Report,
  ReportId,
  ReportState,
} from "../../protocol/moderation.ts";
import { contentNow, type MessageRow, toMessage } from "../groups/messages.ts";
import { lockUsers } from "../people/users.ts";
import { toUser } from "../people/user_rows.ts";
import type { DB } from "../schema.ts";
import { anyOf } from "../sql/sql.ts";
import type { StoredMessage } from "../store/logs.ts";
import type { ModerationRange, ModerationStore, NewReport } from "../store/moderation.ts";
import {
  asSeen,
  keptSeqs,
  moreEvidence,
  moreReason,
  sameReportSince,
  type Seen,
  tellingsMost,
} from "./evidence.ts";

export function reportStore(db: Kysely<DB>) {
  return {
    report: (report) => db.transaction().execute((tx) => addReport(tx, report)),
    ownReports: (user) => findOwnReports(db, user),
    openReports: () => countOpen(db),
    reports: (state, range) => findReports(db, state, range),
  } satisfies Partial<ModerationStore>;
}

/** The reporter is locked, so that two tellings at once become one report. */
async function addReport(tx: Transaction<DB>, told: NewReport): Promise<boolean> {
  await lockUsers(tx, [told.by]);
  const seen = await findSeen(tx, told);
  const kept = seen && keptSeqs(told.seq, seen);
  if (seen === null || kept === null) return false;
  const evidence = (await findMessages(tx, told.group, kept))
    .map((message) => asSeen(message, seen));
  const open = await tx.selectFrom("reports").select(["id", "reason", "seq", "told", "evidence"])
    .where("by", "=", told.by).where("about", "=", told.about).where("group_id", "=", told.group)
    .where("decision", "is", null).where("at", ">", sameReportSince(told.at))
    .orderBy("at", "desc").limit(1).forUpdate().executeTakeFirst();
  if (open === undefined) await insertReport(tx, told, evidence);
  else if (open.told < tellingsMost) {
    await tx.updateTable("reports").set({
      reason: moreReason(open.reason, told.reason),
      seq: open.seq ?? told.seq,
      told: open.told + 1,
      evidence: JSON.stringify(moreEvidence(open.evidence, evidence)),
    }).where("id", "=", open.id).execute();
  }
  return true;
}

async function insertReport(
  tx: Transaction<DB>,
  { id, group, by, about, reason, at, seq }: NewReport,
  evidence: readonly Message[],
): Promise<void> {
  const kept = JSON.stringify(evidence);
  await tx.insertInto("reports")
    .values({ id, group_id: group, by, about, reason, at, seq, evidence: kept }).execute();
}

/** What the reporter sees, or saw, of the log; null: the two never were in the group together. */
async function findSeen(
  tx: Transaction<DB>,
  { group, by, about }: NewReport,
): Promise<Seen & { readonly leftSeq: number | null } | null> {
  const { rows } = await sql<Seen & { readonly leftSeq: number | null }>`
    select mine.first_seq as "firstSeq", mine.left_seq as "leftSeq", coalesce(
      mine.left_seq, (select max(seq) from messages where group_id = mine.group_id), 0
    ) as "lastSeq"
    from members mine join members theirs on theirs.group_id = mine.group_id
    where mine.group_id = ${group} and mine.user_id = ${by} and theirs.user_id = ${about}
      and ${by}::uuid <> ${about}::uuid
      and (theirs.left_seq is null or theirs.left_seq > mine.first_seq)
      and (mine.left_seq is null or mine.left_seq > theirs.first_seq)`.execute(tx);
  return rows[0] ?? null;
}

async function findMessages(
  tx: Transaction<DB>,
  group: GroupId,
  { firstSeq, lastSeq }: Seen,
): Promise<StoredMessage[]> {
  const rows: MessageRow[] = await tx.selectFrom("messages")
    .select(["seq", "kind", "id", "by", "at", contentNow.as("content")])
    .where("group_id", "=", group).where("seq", ">=", firstSeq).where("seq", "<=", lastSeq)
    .orderBy("seq").execute();
  return rows.map(toMessage);
}

async function findOwnReports(db: Kysely<DB>, user: UserId): Promise<OwnReport[]> {
  const rows = await db.selectFrom("reports").innerJoin("users", "users.id", "reports.about")
    .select(["reports.id", "at", "users.id as user", "username", "bot", "decision"])
    .where("by", "=", user).orderBy("at", "desc").orderBy("reports.id", "desc").execute();
  return rows.map(({ id, at, user, username, bot, decision }) => (
    { id, at, about: toUser({ id: user, username, bot }), state: stateOf(decision) }
  ));
}

async function countOpen(db: Kysely<DB>): Promise<number> {
  const { open } = await db.selectFrom("reports").select(({ fn }) =>
    fn.countAll<number>().as("open")
  )
    .where("decision", "is", null).executeTakeFirstOrThrow();
  return open;
}

async function findReports(
  db: Kysely<DB>,
  state: ReportState,
  range: ModerationRange<ReportId>,
): Promise<{ readonly reports: readonly Report[]; readonly more: boolean } | null> {
  const ids = state === "open" ? await findOpen(db, range) : await findHandled(db, range);
  if (ids === null) return null;
  const page = ids.slice(0, range.limit);
  const found = new Map((await reportsWith(db, page)).map((report) => [report.id, report]));
  return { reports: page.flatMap((id) => found.get(id) ?? []), more: ids.length > range.limit };
}

/** How many open reports there are about each user. */
const weights = sql`(
  select about, count(*) as weight from reports where decision is null group by about
)`;

/**
 * One more than asked for. From the first on again where nothing about the user of the report
 * `after` is open any more: it has no place then.
 */
async function findOpen(
  db: Kysely<DB>,
  { after, limit }: ModerationRange<ReportId>,
): Promise<ReportId[] | null> {
  if (!await isReport(db, after)) return null;
  const { rows } = await sql<{ readonly id: ReportId }>`
    with last as materialized (
      select -weight as lightness, at, id from reports join ${weights} w using (about)
      where id = ${after}
    )
    select r.id from reports r join ${weights} w using (about)
    where r.decision is null and (
      not exists (select from last)
      or (-w.weight, r.at, r.id) > (select lightness, at, id from last)
    )
    order by w.weight desc, r.at, r.id limit ${limit + 1}`.execute(db);
  return rows.map(({ id }) => id);
}

/** One more than asked for. */
async function findHandled(
  db: Kysely<DB>,
  { after, limit }: ModerationRange<ReportId>,
): Promise<ReportId[] | null> {
  if (!await isReport(db, after)) return null;
  const { rows } = await sql<{ readonly id: ReportId }>`
    with handled as (
      select r.id, coalesce(a.place, 0) as place from reports r left join audit a on a.id = r.decision
      where r.decision is not null
    )
    select id from handled
    where ${after}::uuid is null or (place, id) < (select place, id from handled where id = ${after})
    order by place desc, id desc limit ${limit + 1}`.execute(db);
  return rows.map(({ id }) => id);
}

async function isReport(db: Kysely<DB>, id: ReportId | null): Promise<boolean> {
  if (id === null) return true;
  const row = await db.selectFrom("reports").select("id").where("id", "=", id).executeTakeFirst();
  return row !== undefined;
}

export async function reportsWith(db: Kysely<DB>, ids: readonly ReportId[]): Promise<Report[]> {
  const rows = await db.selectFrom("reports")
    .innerJoin("users as reporter", "reporter.id", "reports.by")
    .innerJoin("users as reported", "reported.id", "reports.about")
    .leftJoin("audit", "audit.id", "reports.decision")
    .leftJoin("users as decider", "decider.id", "audit.by")
    .select(["reports.id", "reports.at", "group_id", "reason", "seq", "evidence", "decision"])
    .select(["reporter.id as by", "reporter.username as by_name", "reporter.bot as by_bot"])
    .select(["reported.id as about", "reported.username as about_name"])
    .select("reported.bot as about_bot")
    .select(["audit.id as entry", "audit.at as decided_at", "action", "days", "note"])
    .select([
      "decider.id as decider",
      "decider.username as decider_name",
      "decider.bot as decider_bot",
    ])
    .select(sql<readonly ReportId[]>`to_jsonb(audit.reports)`.as("settled"))
    .where("reports.id", "=", anyOf(ids)).execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    group: row.group_id,
    by: toUser({ id: row.by, username: row.by_name, bot: row.by_bot }),
    about: toUser({ id: row.about, username: row.about_name, bot: row.about_bot }),
    reason: row.reason,
    seq: row.seq,
    evidence: row.evidence.map(withReply),
    state: stateOf(row.decision),
    decision: decisionOf(row),
  }));
}

/** Evidence of before there were answers has no word of them. */
function withReply(message: Message): Message {
  return message.kind === "text" ? { ...message, reply: message.reply ?? null } : message;
}

interface DecisionRow {
  readonly entry: AuditId | null;
  readonly decided_at: Instant | null;
  readonly decider: UserId | null;
  readonly decider_name: string | null;
  readonly decider_bot: boolean | null;
  readonly action: string | null;
  readonly days: number | null;
  readonly note: string | null;
  readonly settled: readonly ReportId[];
}

/** Null also when the entry is older than the trail. */
function decisionOf({ entry: id, decided_at: at, action, note, ...rest }: DecisionRow) {
  if (id === null || at === null || action === null || note === null) return null;
  const { decider, decider_name, decider_bot, days, settled: reports } = rest;
  const by = decider === null
    ? null
    : toUser({ id: decider, username: decider_name ?? "", bot: decider_bot ?? false });
  return { id, at, by, action: action as Decision["action"], days, note, reports };
}

function stateOf(decision: AuditId | null): ReportState {
  return decision === null ? "open" : "handled";
}
