// What each process measured of itself: fine steps for an hour, coarse ones for a day.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // A ring: a row is written anew and not deleted, since the embedded database never vacuums.
  await sql`
    create table samples (
      step_ms int not null,
      place int not null,
      node text not null,
      at timestamptz(3) not null,
      measured jsonb not null,
      primary key (step_ms, place, node)
    )`.execute(db);
}
