// API tokens: sessions of programs, which end as all sessions do. Of a token its hash alone is
// kept.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sessions
      add column token_hash text unique check (token_hash ~ '^[0-9a-f]{64}$'),
      add column token_name text,
      add column scopes text[],
      add constraint sessions_token check (
        (token_hash is null) = (token_name is null) and (token_hash is null) = (scopes is null)
      )`.execute(db);
}
