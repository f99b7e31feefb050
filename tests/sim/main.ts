// `deno task test:sim`: simulated worlds, one after the other. Prints the seeds that failed with
// what was found, and how often everything happened; the exit code is 1 when a world failed.

import {
  flag,
  option,
  optionsOrExit,
  parseCommandLine,
  wholeNumber,
} from "../../tools/command_line.ts";
import { simulate } from "./run/run.ts";
import { Tally } from "./run/tally.ts";

const help = `Runs simulated worlds, each from its seed.

  deno task test:sim [--seeds 2000] [--from 1] [--restores] [--nodes 3] [--trace]

  --seeds N   how many worlds
  --from N    the first seed
  --restores  in each world the database is put back once to an earlier state
  --nodes N   served by so many nodes of a cluster
  --trace     prints all that happens`;

const spec = {
  seeds: option(wholeNumber(), 2_000),
  from: option(wholeNumber(), 1),
  restores: flag,
  nodes: option(wholeNumber(1, 16), null),
  trace: flag,
};

const { seeds, from, restores, nodes, trace } = optionsOrExit(
  parseCommandLine(Deno.args, spec),
  help,
);
const print = trace ? (line: string) => console.log(line) : null;
const tally = new Tally();
const startedAt = performance.now();
for (let seed = from; seed < from + seeds; seed++) {
  const outcome = await simulate(seed, {
    restores,
    nodes,
    ...(print && { print }),
  });
  tally.add(outcome);
  if (outcome.findings.length > 0) {
    console.log(`seed ${seed} failed:\n  ${outcome.findings.join("\n  ")}`);
  }
}
const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
console.log(tally.table());
console.log(
  `${seeds} seeds in ${seconds} s, ${tally.failed.length} failed ${tally.failed.join(" ")}`
    .trimEnd(),
);
Deno.exit(tally.failed.length > 0 ? 1 : 0);
