// What a ticket may widen to, and why a group was formed.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table tickets add column widen_sex boolean not null default false`.execute(db);
  await sql`alter table groups add column why jsonb`.execute(db);
}
