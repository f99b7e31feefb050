// Two matchmakers that are forced to run at once over one store: on every store, at the size that a
// run of all tests carries. `deno task test:rivals` does it for 10,000 trios.

import assert from "node:assert/strict";
import { runRivals } from "../support/matching/rivals.ts";
import { allStores } from "../support/store/stores.ts";

/** On memory both ways to end: the databases differ in neither. PGlite does one thing at a time. */
const runs = [
  { of: "memory", trios: 500, kills: false },
  { of: "memory", trios: 500, kills: true },
  { of: "PGlite", trios: 60, kills: false },
  { of: "Postgres", trios: 1_000, kills: true },
] as const;

for (const { kind, open } of await allStores("rivals")) {
  for (const { trios, kills } of runs.filter((run) => run.of === kind)) {
    const how = kills ? "is killed" : "stops";
    Deno.test(`[M86] two matchmakers at once use no ticket twice and cross no wall, and leave nobody waiting once one ${how}: ${kind}`, async () => {
      await using at = await open();
      const outcome = await runRivals(at.store, { trios, seed: 1, kills });
      assert.deepEqual(outcome.findings, []);
      assert(outcome.formed > trios / 2, "Too few groups came of it");
      assert(outcome.filled > 0, "No seat was filled");
      assert(outcome.refused > 0, "The two were never at odds");
    });
  }
}
