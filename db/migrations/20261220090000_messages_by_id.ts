// The index of what each author has sent names the message before its author: where ids grow with
// time, a group's messages are added on one page instead of one for each author. Not first of all,
// since random ids would be spread over all of the index.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table messages drop constraint messages_once`.execute(db);
  await sql`alter table messages add constraint messages_once unique (group_id, id, by)`.execute(
    db,
  );
}
