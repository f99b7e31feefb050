// All that the rows of a database hold, to be searched for what must not be there.

import assert from "node:assert/strict";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/schema.ts";

/** Every value of every table of the schema, as text. */
export async function allRows(db: Kysely<DB>): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = current_schema()`
    .execute(
      db,
    );
  const found = await Promise.all(tables.map(async ({ name }) => {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`
      .execute(db);
    return rows.map(({ row }) => row);
  }));
  assert(tables.length >= 7, "Too few tables were looked at");
  return found.flat().join("\n");
}
