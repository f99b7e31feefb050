// Reports: what members tell the operator about each other. The program only stores them.

import { type Kysely, sql } from "kysely";
import type { DB } from "../schema.ts";
import type { NewReport, RelationStore } from "../store/relations.ts";

export function reportStore(db: Kysely<DB>) {
  return { report: (report) => addReport(db, report) } satisfies Partial<RelationStore>;
}

async function addReport(db: Kysely<DB>, report: NewReport): Promise<boolean> {
  const { id, group, by, about, reason, at } = report;
  const { rows } = await sql`
    insert into reports (id, group_id, by, about, reason, at)
    select ${id}, mine.group_id, ${by}, ${about}, ${reason}, ${at}::timestamptz
    from members mine join members theirs on theirs.group_id = mine.group_id
    where mine.group_id = ${group} and mine.user_id = ${by} and theirs.user_id = ${about}
      and ${by}::uuid <> ${about}::uuid
      and (theirs.left_seq is null or theirs.left_seq > mine.first_seq)
      and (mine.left_seq is null or mine.left_seq > theirs.first_seq)
    returning id`.execute(db);
  return rows.length > 0;
}
