// How much is left of what may be tried so often: guesses of passwords, sign-ups of a network,
// proofs of work. Keys are keyed hashes: nobody reads a name or an address in them.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table paces (
      key text primary key,
      full_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index paces_full_at on paces (full_at)`.execute(db);
}
