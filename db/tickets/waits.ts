// Wait statistics: one row for each kind, since a kind's waits are read and written together.

import { type Kysely, sql } from "kysely";
import { instantOf } from "../../protocol/clock.ts";
import type { Instant } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import type { WaitsOfKind, WaitStore } from "../store/waits.ts";

export function waitStore(db: Kysely<DB>): WaitStore {
  return {
    waits: () => db.selectFrom("waits").select(["kind", "waits"]).orderBy("kind").execute(),
    keepWaits: (kinds, before) => keepWaits(db, kinds, before),
  };
}

/** In the order of kinds: two that keep waits at once do not wait for each other in a circle. */
async function keepWaits(
  db: Kysely<DB>,
  kinds: readonly WaitsOfKind[],
  before: Instant,
): Promise<void> {
  const rows = kinds.toSorted((a, b) => a.kind - b.kind).map(({ kind, waits }) => (
    { kind, waits, latest: instantOf(Math.max(...waits.map(([, at]) => at))) }
  ));
  await sql`
    insert into waits (kind, latest, waits)
    select kind, latest, waits from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(
      kind int, latest timestamptz, waits jsonb
    )
    on conflict (kind) do update set latest = excluded.latest, waits = excluded.waits`.execute(db);
  await db.deleteFrom("waits").where("latest", "<", before).execute();
}
