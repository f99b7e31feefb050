// Matchmakers at work, a row for each of the last hour.

import { type Kysely, sql } from "kysely";
import type { DB } from "../schema.ts";
import type { MatchmakerStore, MatchmakerWork } from "../store/matchmakers.ts";

export function matchmakerStore(db: Kysely<DB>): MatchmakerStore {
  return {
    noteWork: (work) => noteWork(db, work),
    notedWork: () =>
      db.selectFrom("matchmakers").select(["id as matchmaker", "works_at as at"]).orderBy("id")
        .execute(),
  };
}

async function noteWork(db: Kysely<DB>, { matchmaker, at }: MatchmakerWork): Promise<void> {
  await sql`
    with forgotten as (
      delete from matchmakers
      where works_at < ${at}::timestamptz - interval '1 hour' and id <> ${matchmaker}
    )
    insert into matchmakers (id, works_at) values (${matchmaker}, ${at})
    on conflict (id) do update set works_at = excluded.works_at`.execute(db);
}
