// Samples as rows, one for each node and step.

import { type Kysely, sql } from "kysely";
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
  await sql`
    insert into samples (step_ms, at, node, measured)
    select "stepMs", at, node, measured
    from jsonb_to_recordset(${JSON.stringify(samples)}::text::jsonb) as r(
      "stepMs" int, at timestamptz, node text, measured jsonb
    )
    on conflict do nothing`.execute(db);
}
