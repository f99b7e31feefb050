// `deno task bench:match`: what the pool of open tickets does on one core, without a database. Prints medians of the
// runs with their spread. Measures; judges nothing.

import { describeMachine } from "./chat/machine.ts";
import { FullBench } from "./match/full.ts";
import { SteadyBench } from "./match/steady.ts";

const keptApart = [0, 10, 1_000];
const runs = 5;
const warmUpMs = 1_500;
const runMs = 1_500;

function main(machine: string): void {
  console.log(`Matching on one core, no database; ${machine}`);
  console.log(`Medians of ${runs} runs of ${runMs / 1_000} s after a warm-up, least to most in brackets\n`);
  for (const mix of ["strict", "realistic"] as const) {
    for (const apart of keptApart) {
      const bench = new SteadyBench(mix, apart, 1);
      bench.run(warmUpMs);
      const figures = Array.from({ length: runs }, () => bench.run(runMs));
      const waiting = figures.at(-1)?.waiting ?? 0;
      console.log(
        `${mix}, ${apart} kept apart each: ${
          spread(figures.map(({ perSecond }) => perSecond))
        } events a second, ` +
          `${waiting} people waiting`,
      );
    }
  }
  for (const apart of keptApart) {
    const bench = new FullBench(apart, 1);
    bench.run(2_000);
    const figures = Array.from({ length: runs }, () => bench.run(apart > 100 ? 5_000 : 20_000));
    const micros = (key: "p50Micros" | "p999Micros" | "worstMicros") =>
      spread(figures.map((one) => one[key]));
    console.log(
      `full pool, ${apart} kept apart each, ${bench.size} people waiting: ` +
        `${spread(figures.map(({ perSecond }) => perSecond))} events a second; of one event in µs ` +
        `p50 ${micros("p50Micros")}, p99.9 ${micros("p999Micros")}, worst ${micros("worstMicros")}`,
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
