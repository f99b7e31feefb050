// What people asked of the others lately is found by when they began to wait.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index tickets_begun on tickets (since) where seat is null`.execute(db);
}
