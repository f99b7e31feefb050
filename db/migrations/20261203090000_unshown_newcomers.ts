// Which newcomers have not been shown to their group: noted as they come in, so that a group's
// actor that starts anywhere knows from where on the log is news to the members.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // A constant default: no row is written anew.
  await sql`alter table members add column is_unshown boolean not null default false`.execute(db);
}
