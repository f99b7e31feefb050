// Reports: what members told the operator about each other. The program only keeps them.

import { type Kysely, sql } from "kysely";
import type { DB } from "./schema.ts";
import type { NewReport } from "./store.ts";

/** False, and nothing is kept, unless the two are or were in that group. */
export async function addReport(db: Kysely<DB>, report: NewReport): Promise<boolean> {
  const { id, group, by, about, reason, at } = report;
  const { rows } = await sql`
    insert into reports (id, group_id, by, about, reason, at)
    select ${id}, group_id, ${by}, ${about}, ${reason}, ${at}::timestamptz from members
    where group_id = ${group} and user_id = ${by} and ${by}::uuid <> ${about}::uuid
      and exists (select from members where group_id = ${group} and user_id = ${about})
    returning id`.execute(db);
  return rows.length > 0;
}
