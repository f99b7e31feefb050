// A cluster of real processes under every kind of fault, small enough to run beside other tests. No
// time is asserted: they are printed. `deno task test:chaos` runs more, and longer.

import assert from "node:assert/strict";
import { run } from "./run.ts";

const options = { minutes: 2, seed: 20_261_129, nodes: 3, groups: 30, rate: 60, only: null };

Deno.test("[K3] a cluster under faults keeps every promise", async () => {
  const { findings, report } = await run(options, () => {});
  for (const line of report) console.log(line);
  assert.deepEqual(findings, []);
});
