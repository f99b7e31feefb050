// Which matchmakers have worked lately, so that each finds out by itself that there is another one.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table matchmakers (id uuid primary key, works_at timestamptz not null)`
    .execute(db);
}
