// Samples as rows, one for each node and place in the ring of its steps: the next one there takes
// the row. So the table stays as large as it is, also where nothing is ever vacuumed.

import { type Kysely, sql } from "kysely";
import { placeOf } from "../protocol/ops_figures.ts";
import type { DB } from "./schema.ts";
import type { Sample, SampleStore } from "./store/samples.ts";

export function sampleStore(db: Kysely<DB>): SampleStore {
  return {
    addSamples: (samples) => addSamples(db, samples),
    samples: (stepMs, since) =>
      db.selectFrom("samples").select(["node", "step_ms as stepMs", "at", "measured"])
        .where("step_ms", "=", stepMs).where("at", ">=", since).orderBy("at").orderBy("node")
        .execute(),
    async purgeSamples(stepMs, before) {
      await db.deleteFrom("samples").where("step_ms", "=", stepMs).where("at", "<", before)
        .execute();
    },
  };
}

async function addSamples(db: Kysely<DB>, samples: readonly Sample[]): Promise<void> {
  if (samples.length === 0) return;
  const rows = samples.map((sample) => ({ ...sample, place: placeOf(sample) }));
  await sql`
    insert into samples (step_ms, place, node, at, measured)
    select distinct on ("stepMs", place, node) "stepMs", place, node, at, measured
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(
      "stepMs" int, place int, node text, at timestamptz, measured jsonb
    )
    order by "stepMs", place, node, at desc
    on conflict (step_ms, place, node) do update
    set at = excluded.at, measured = excluded.measured where samples.at <> excluded.at`.execute(db);
}
