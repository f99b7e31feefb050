// `deno task bench:match`: what the pool of open tickets does on one core, without a database.
// Prints medians of the runs with their spread. Measures, and judges nothing.

import { describeMachine } from "./support/machine.ts";
import { FullBench } from "./match/full.ts";
import { SteadyBench } from "./match/steady.ts";
import type { MixName } from "../tools/simulate/mixes.ts";

const keptApart = [0, 10, 1_000];
const runs = 5;
const steadyEvents = 250_000;
const quantiles = [["p50", "p50Micros"], ["p99", "p99Micros"], ["p99.9", "p999Micros"], [
  "worst",
  "worstMicros",
]] as const;

function main(machine: string): void {
  console.log(`Matching on one core, no database; ${machine}`);
  console.log(`Medians of ${runs} runs after a warm-up, least to most in brackets\n`);
  for (const mix of ["strict", "realistic"] as const) {
    for (const apart of keptApart) measureSteady(mix, apart);
  }
  for (const apart of keptApart) measureFull(apart);
}

function measureSteady(mix: MixName, apart: number): void {
  const bench = new SteadyBench(mix, apart, 1);
  bench.run(steadyEvents);
  const figures = Array.from({ length: runs }, () => bench.run(steadyEvents));
  const waiting = figures.at(-1)?.waiting ?? 0;
  console.log(`steady, ${mix}, ${apart} kept apart each, ${waiting} people waiting`);
  console.log(
    `  events a second of processor time: ${spread(figures.map((one) => one.perCpuSecond))}`,
  );
  console.log(
    `  events a second by the clock:      ${spread(figures.map((one) => one.perSecond))}`,
  );
}

function measureFull(apart: number): void {
  const bench = new FullBench(apart, 1);
  bench.run(3 * bench.size);
  const figures = Array.from({ length: runs }, () => bench.run(apart > 100 ? 10_000 : 30_000));
  console.log(`full, ${apart} kept apart each, ${bench.size} people waiting`);
  console.log(`  events a second by the clock: ${spread(figures.map((one) => one.perSecond))}`);
  for (const [name, key] of quantiles) {
    console.log(
      `  ${name} of one event, µs of processor time: ${spread(figures.map((one) => one[key]))}`,
    );
  }
}

/** The median, and the least and the most. */
function spread(figures: readonly number[]): string {
  const sorted = figures.toSorted((a, b) => a - b);
  const show = (at: number) => Math.round(sorted[at] ?? 0).toLocaleString("en");
  return `${show(sorted.length >> 1)} (${show(0)}–${show(sorted.length - 1)})`;
}

main(await describeMachine());
