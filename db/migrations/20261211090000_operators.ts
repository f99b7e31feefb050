// A user may be an operator: one who moderates, and sees how the server is.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table users drop constraint users_role,
      add constraint users_role check (role in ('user', 'moderator', 'operator'))`.execute(db);
  await sql`drop index users_moderators`.execute(db);
  await sql`create index users_moderators on users (id) where role <> 'user'`.execute(db);
}
