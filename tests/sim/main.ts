// `deno task test:sim [--seeds N] [--from SEED] [--trace]`: simulated worlds, one after the other.
// Prints the seeds that failed and what was found, and what happened how often; ends with 1 when
// any failed.

import { simulate } from "./run/run.ts";
import { Tally } from "./run/tally.ts";

const usage = "Usage: deno task test:sim [--seeds N] [--from SEED] [--trace]";

function numberAfter(name: string, usual: number): number {
  const at = Deno.args.indexOf(name);
  const number = at < 0 ? usual : Number(Deno.args[at + 1]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`${name} is "${Deno.args[at + 1]}", expected a whole number\n${usage}`);
  Deno.exit(2);
}

const seeds = numberAfter("--seeds", 2_000);
const from = numberAfter("--from", 1);
const print = Deno.args.includes("--trace") ? (line: string) => console.log(line) : null;
const tally = new Tally();
const startedAt = performance.now();
for (let seed = from; seed < from + seeds; seed++) {
  const outcome = await simulate(seed, print === null ? {} : { print });
  tally.add(outcome);
  if (outcome.findings.length > 0) {
    console.log(`seed ${seed} failed:\n  ${outcome.findings.join("\n  ")}`);
  }
}
const seconds = (performance.now() - startedAt) / 1_000;
console.log(tally.table());
console.log(
  `${seeds} seeds in ${seconds.toFixed(1)} s, ${tally.failed.length} failed ${
    tally.failed.join(" ")
  }`,
);
Deno.exit(tally.failed.length > 0 ? 1 : 0);
