// History: each start of the program as a row. A message whose arrival is past the first arrival of
// a later start was not there while the former program ran.

import { type Kysely, sql } from "kysely";
import type { GroupId } from "../protocol/domain.ts";
import { isId } from "../protocol/ids.ts";
import type { DB } from "./schema.ts";
import type { Held, HistoryStore } from "./store/history.ts";

/** Starts that are remembered. A client of an earlier one loads its groups anew. */
const startsRemembered = 1_000;

export function historyStore(db: Kysely<DB>): HistoryStore {
  return {
    beginHistory: (id) => beginHistory(db, id),
    divergedGroups: (history, held) => findDiverged(db, history, held),
  };
}

/** The history that was begun last; null: none was. */
export async function latestHistory(db: Kysely<DB>): Promise<string | null> {
  const row = await db.selectFrom("starts").select("id").orderBy("first_arrival", "desc").limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function beginHistory(db: Kysely<DB>, id: string): Promise<void> {
  await sql`
    with forgotten as (
      delete from starts where id in (
        select id from starts order by first_arrival desc offset ${startsRemembered - 1}::int
      )
    )
    insert into starts (id, first_arrival) values (${id}, nextval('message_arrivals'))`.execute(db);
}

async function findDiverged(
  db: Kysely<DB>,
  history: string,
  held: Held,
): Promise<GroupId[]> {
  if (!isId(history)) return Object.keys(held) as GroupId[];
  const asked = Object.entries(held).map(([group, seq]) => ({ group, seq }));
  const { rows } = await sql<{ readonly group: GroupId }>`
    with former as (select first_arrival from starts where id = ${history}),
    later as (
      select min(first_arrival) as first_arrival from starts
      where first_arrival > (select first_arrival from former)
    )
    select k."group" from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as k(
      "group" uuid, seq bigint
    )
    left join messages m on m.group_id = k."group" and m.seq = k.seq
    where not exists (select from former)
      or (k.seq > 0 and m.seq is null)
      or m.arrival > (select first_arrival from later)`.execute(db);
  return rows.map(({ group }) => group);
}
