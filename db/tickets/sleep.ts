// Tickets that sleep while all of their people are away, and those that wake.

import { type Kysely, type RawBuilder, sql, type SqlBool } from "kysely";
import type { Instant, TicketId, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { idArray } from "../sql/sql.ts";
import type { SleepStore, SleepyTicket, Told } from "../store/sleep.ts";

export function sleepStore(db: Kysely<DB>): SleepStore {
  return {
    sleepyTickets: (before, limit) => findSleepy(db, before, limit),
    putToSleep: (tickets, before, at) => putToSleep(db, { tickets, before, at }),
    wokenSince: (since) =>
      db.selectFrom("tickets").select(["id", "user_id as user", "seat"])
        .where("closed_at", "is", null).where("slept_at", "is", null).where("woken_at", ">=", since)
        .orderBy("id").orderBy("user_id").execute(),
    overslept: (since) => findOverslept(db, since),
    keepAlone: (told) => keepAlone(db, told),
  };
}

/** Whether all people of the open ticket `t` were last there before then. */
function areAllAway(before: Instant): RawBuilder<SqlBool> {
  return sql`t.since < ${before} and not exists (
    select from tickets other join last_seen on last_seen.user_id = other.user_id
    where other.id = t.id and other.closed_at is null and last_seen.seen_at >= ${before}
  )`;
}

async function findSleepy(
  db: Kysely<DB>,
  before: Instant,
  limit: number,
): Promise<SleepyTicket[]> {
  const { rows } = await sql<SleepyTicket>`
    select id, seat, jsonb_agg(user_id order by user_id) as users from tickets t
    where closed_at is null and slept_at is null and ${areAllAway(before)}
    group by id, seat, since order by since, id limit ${limit}::int`.execute(db);
  return rows;
}

async function putToSleep(
  db: Kysely<DB>,
  { tickets, before, at }: {
    readonly tickets: readonly TicketId[];
    readonly before: Instant;
    readonly at: Instant;
  },
): Promise<TicketId[]> {
  if (tickets.length === 0) return [];
  const { rows } = await sql<{ readonly id: TicketId }>`
    update tickets t set slept_at = ${at}
    where id = any(${idArray(tickets)}) and closed_at is null and slept_at is null and ${
    areAllAway(before)
  }
    returning id`.execute(db);
  return [...new Set(rows.map(({ id }) => id))].sort();
}

async function findOverslept(db: Kysely<DB>, since: Instant): Promise<UserId[]> {
  const rows = await db.selectFrom("tickets")
    .innerJoin("last_seen", "last_seen.user_id", "tickets.user_id")
    .select("tickets.user_id").distinct().where("closed_at", "is", null)
    .where("slept_at", ">=", since).whereRef("seen_at", ">", "slept_at").orderBy("tickets.user_id")
    .execute();
  return rows.map(({ user_id }) => user_id);
}

/** Rows that others have locked are passed over: nothing waits for what is told anew anyway. */
async function keepAlone(db: Kysely<DB>, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  await sql`
    update tickets set is_alone = found.alone
    from (
      select t.id, t.user_id, r.alone
      from jsonb_to_recordset(${JSON.stringify(told)}::text::jsonb) as r(id uuid, alone boolean)
      join tickets t on t.id = r.id and t.closed_at is null and t.is_alone <> r.alone
      for no key update of t skip locked
    ) found
    where tickets.id = found.id and tickets.user_id = found.user_id`.execute(db);
}
