// Reports: what members told the operator about each other. The program only keeps them.

import { type Kysely, sql } from "kysely";
import type { DB } from "../schema.ts";
import type { NewReport } from "../store/relations.ts";

/** False, and nothing is kept, unless the two are or were in that group together. */
export async function addReport(db: Kysely<DB>, report: NewReport): Promise<boolean> {
  const { id, group, by, about, reason, at } = report;
  const { rows } = await sql`
    insert into reports (id, group_id, by, about, reason, at)
    select ${id}, mine.group_id, ${by}, ${about}, ${reason}, ${at}::timestamptz
    from members mine join members theirs on theirs.group_id = mine.group_id
    where mine.group_id = ${group} and mine.user_id = ${by} and theirs.user_id = ${about}
      and ${by}::uuid <> ${about}::uuid
      and mine.joined_at <= coalesce(theirs.left_at, 'infinity')
      and theirs.joined_at <= coalesce(mine.left_at, 'infinity')
    returning id`.execute(db);
  return rows.length > 0;
}
