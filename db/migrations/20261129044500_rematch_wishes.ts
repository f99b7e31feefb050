// The table `agains` is named by what it holds, and so are its constraints and indexes.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table agains rename to rematch_wishes`.execute(db);
  await sql`alter index agains_of rename to rematch_wishes_other_id`.execute(db);
  // Those that Postgres has named itself differ between its versions: 18 names "not null", too. An
  // index of a constraint is renamed with it.
  await sql`
    do $$
    declare
      former text;
    begin
      for former in
        select conname from pg_constraint
        where conrelid = 'rematch_wishes'::regclass and conname like 'agains%'
      loop
        execute format('alter table rematch_wishes rename constraint %I to %I',
          former, regexp_replace(former, '^agains', 'rematch_wishes'));
      end loop;
    end
    $$`.execute(db);
}
