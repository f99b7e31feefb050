// When users were last there, a row for each. Rows are locked in the order of ids, and before any
// of tickets, which are locked in the order of ids, too.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import type { LastSeenStore, Return, Seen } from "../store/last_seen.ts";

export function lastSeenStore(db: Kysely<DB>): LastSeenStore {
  const back = createBatchLoader((seen: readonly Seen[]) => comeBack(db, seen), perRow);
  return {
    noteSeen: (seen) => noteSeen(db, seen),
    comeBack: (user, at) => back({ user, at }),
  };
}

async function noteSeen(db: Kysely<DB>, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  await sql`
    insert into last_seen (user_id, seen_at)
    select user_id, at from ${fromSeen(seen)} as s order by user_id
    on conflict (user_id) do update set seen_at = excluded.seen_at
    where last_seen.seen_at < excluded.seen_at`.execute(db);
}

/** The latest time of each user whose account is there. */
function fromSeen(seen: readonly Seen[]): RawBuilder<unknown> {
  return sql`(
    select users.id as user_id, max(r.at) as at
    from jsonb_to_recordset(${JSON.stringify(seen)}::text::jsonb) as r("user" uuid, at timestamptz)
    join users on users.id = r."user" where users.deleted_at is null
    group by users.id
  )`;
}

interface ReturnRow {
  readonly user_id: UserId;
  readonly has_woken: boolean;
  readonly seats: readonly GroupId[];
  readonly places: readonly GroupId[];
}

/**
 * A ticket of two wakes by either. A part of the statement that no other part reads would run after
 * all others: `asleep` reads `noted`, so that rows of `last_seen` are locked first.
 */
async function comeBack(
  db: Kysely<DB>,
  seen: readonly Seen[],
): Promise<ReadonlyMap<Seen, Return>> {
  const { rows } = await sql<ReturnRow>`
    with back as materialized ${fromSeen(seen)}, noted as (
      insert into last_seen (user_id, seen_at) select user_id, at from back order by user_id
      on conflict (user_id) do update set seen_at = greatest(last_seen.seen_at, excluded.seen_at)
      returning user_id
    ), asleep as materialized (
      select t.id, t.user_id, t.seat from (
        select distinct mine.id from noted
        join tickets mine on mine.user_id = noted.user_id and mine.closed_at is null
          and mine.slept_at is not null
      ) own
      join tickets t on t.id = own.id and t.closed_at is null and t.slept_at is not null
      order by t.id, t.user_id for no key update of t
    ), sleeping as materialized (
      select a.id, a.user_id, a.seat, back.at from asleep a join back using (user_id)
    ), woken as (
      update tickets t set slept_at = null, woken_at = s.at
      from (select id, max(at) as at from sleeping group by id) s
      where t.id = s.id and t.closed_at is null and t.slept_at is not null
    )
    select back.user_id,
      exists (select from sleeping s where s.user_id = back.user_id and s.seat is null) as has_woken,
      coalesce((
        select jsonb_agg(s.seat) from sleeping s where s.user_id = back.user_id and s.seat is not null
      ), '[]') as seats,
      coalesce((
        select jsonb_agg(distinct t.seat) from tickets t
        where t.place_of = back.user_id and t.closed_at is null
      ), '[]') as places
    from back`.execute(db);
  const byUser = new Map(rows.map((row) => [row.user_id, row]));
  return new Map(seen.flatMap((one) => {
    const row = byUser.get(one.user);
    return row === undefined ? [] : [[one, toReturn(row)] as const];
  }));
}

function toReturn({ has_woken: hasWoken, seats, places }: ReturnRow): Return {
  return { hasWoken, seats, places };
}
