// Who left two partners is kept apart from them for as long as the accounts are there, whatever
// becomes of the group: `group_id` tells one leave from another, and may name a group that is gone.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table pair_leavers drop constraint pair_leavers_group_id_fkey`.execute(db);
  // It served the purge of groups alone.
  await sql`drop index pair_leavers_group`.execute(db);
}
