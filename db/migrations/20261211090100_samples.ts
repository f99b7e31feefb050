// What each process measured of itself: fine steps for an hour, coarse ones for a day.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table samples (
      step_ms int not null,
      at timestamptz(3) not null,
      node text not null,
      measured jsonb not null,
      primary key (step_ms, at, node)
    )`.execute(db);
}
