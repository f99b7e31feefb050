// What usernames look like, by the confusable skeleton of UTS 39. The program computes it, also of
// the accounts that are there.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table username_skeletons (
      skeleton text primary key,
      user_id uuid not null references users on delete cascade
    )`.execute(db);
  await sql`
    create index username_skeletons_user on username_skeletons (user_id)`.execute(db);
}
