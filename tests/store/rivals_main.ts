// `deno task test:rivals`: two matchmakers at once over one Postgres, for many trios. Prints what
// came of it; the exit code is 1 when a promise was broken.

import {
  flag,
  option,
  optionsOrExit,
  parseCommandLine,
  wholeNumber,
} from "../../tools/command_line.ts";
import { type RivalOptions, runRivals } from "../support/matching/rivals.ts";
import { postgresStore } from "../support/store/stores.ts";

const help = `Lets two matchmakers run at once over one Postgres of its own.

  deno task test:rivals [--trios 10000] [--seed 1] [--kills]

  --trios N   people for so many, if all of them fitted
  --seed N    other people, and another order
  --kills     one of the two is killed in the end, and does not stop`;

const spec = {
  trios: option(wholeNumber(1), 10_000),
  seed: option(wholeNumber(), 1),
  kills: flag,
};

/** Whether no promise was broken. */
async function run(options: RivalOptions): Promise<boolean> {
  const { open } = await postgresStore("rivals");
  await using at = await open();
  const startedAt = performance.now();
  const { findings, ...figures } = await runRivals(at.store, options);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  for (const finding of findings) console.log(finding);
  for (const [name, figure] of Object.entries(figures)) console.log(`${name}: ${figure}`);
  console.log(`${options.trios} trios in ${seconds} s, ${findings.length} promises broken`);
  return findings.length === 0;
}

const isWell = await run(optionsOrExit(parseCommandLine(Deno.args, spec), help));
Deno.exit(isWell ? 0 : 1);
