// What the database has of those who searched, held against the promises of matching: a ticket is
// used once, for all of its people, in a group of three. Read in SQL: no client sees all of it.

import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/schema.ts";

/** A search that waits: one person, or two partners. */
export interface Waiting {
  readonly ticket: string;
  readonly people: number;
}

/** `groups`: those that were there before anybody searched. */
export async function checkSearches(
  db: Kysely<DB>,
  groups: readonly string[],
): Promise<string[]> {
  const before = sql`any(${`{${groups.join(",")}}`}::uuid[])`;
  const { rows: split } = await sql<{ id: string }>`
    select id::text from tickets group by id
    having count(distinct group_id) > 1 or (count(group_id) > 0 and count(group_id) < count(*))
  `.execute(db);
  const { rows: unasked } = await sql<{ group: string; user: string; used: number; of: string }>`
    select m.group_id::text as group, m.user_id::text as user, used.count::int as used, (
      select string_agg(concat_ws(' ', o.user_id, 'came', o.joined_at, 'with', o.came_with,
        'left', o.left_at), '; ' order by position)
      from members o where o.group_id = m.group_id
    ) as of
    from members m, lateral (
      select count(*) from tickets t where t.group_id = m.group_id and t.user_id = m.user_id
    ) used
    where not m.group_id = ${before} and used.count <> 1
  `.execute(db);
  const { rows: notThree } = await sql<{ group: string; people: number }>`
    select group_id::text as group, count(*)::int as people from members
    where not group_id = ${before} group by group_id having count(*) <> 3
  `.execute(db);
  return [
    ...split.map(({ id }) => `The ticket ${id} is used for several groups, or by halves`),
    ...unasked.map(({ group, user, used, of }) =>
      `${user} is in ${group} by ${used} tickets, with: ${of}`
    ),
    ...notThree.map(({ group, people }) => `${group} was formed of ${people}`),
  ];
}

/** The open tickets. */
export async function waitingNow(db: Kysely<DB>): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select id::text as ticket, count(*)::int as people from tickets
    where closed_at is null group by id order by id
  `.execute(db);
  return rows;
}

/** Whether three of those who wait could be a group, where everybody admits everybody. */
export function threeFit(waiting: readonly Waiting[]): boolean {
  const singles = waiting.filter(({ people }) => people === 1).length;
  return singles >= 3 || (singles > 0 && waiting.length > singles);
}
