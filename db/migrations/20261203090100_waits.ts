// How long people have waited lately, so that estimates outlive the matchmaker's memory. By kinds
// of people: no user is named.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table waits (
      kind integer primary key,
      latest timestamptz not null,
      waits jsonb not null
    )`.execute(db);
}
