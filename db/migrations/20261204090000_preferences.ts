// What users give of themselves to the members of their groups, and are given of them: receipts,
// typing and presence, each both ways or neither.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // Constant defaults: no row is written anew.
  await sql`
    alter table users
      add column receipts boolean not null default true,
      add column typing boolean not null default true,
      add column presence boolean not null default true`.execute(db);
}
