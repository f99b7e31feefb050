// The index of what each author has sent begins with the message's id. Programs give ids that grow
// with time, so that messages of all groups are added near its end, on pages that are in memory,
// instead of on one page for each group and author.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table messages drop constraint messages_once`.execute(db);
  await sql`alter table messages add constraint messages_once unique (id, by, group_id)`.execute(
    db,
  );
}
