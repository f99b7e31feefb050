// What people are shown of their own data is found by whom it is of, however many tickets and
// reports there are.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index tickets_user on tickets (user_id, id)`.execute(db);
  await sql`create index reports_by on reports (by, id)`.execute(db);
}
