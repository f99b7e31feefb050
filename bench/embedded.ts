// `deno task bench:chat`: what the chat does on this machine, end to end, with Postgres in its
// default durability and with PGlite. Prints each run, then medians with their spread. Measures;
// judges nothing.

import { startPostgres } from "../tests/support/store/postgres.ts";
import { describeMachine } from "./embedded/machine.ts";
import { type BenchOptions, type Database, readOptions } from "./embedded/options.ts";
import { type Conditions, type Figures, run } from "./embedded/run.ts";
import { seed } from "./embedded/seed.ts";

const rows: readonly (readonly [title: string, key: keyof Figures, digits: number])[] = [
  ["durable messages a second", "perSecond", 0],
  ["half load: p50 to the slowest member, ms", "p50Ms", 1],
  ["half load: p99 to the slowest member, ms", "p99Ms", 1],
  ["saturated: p50 to the slowest member, ms", "saturatedP50Ms", 1],
  ["saturated: p99 to the slowest member, ms", "saturatedP99Ms", 1],
  ["CPU time a message, the server process, µs", "cpuMicros", 0],
  ["memory an idle socket, the server, KiB", "idleKib", 1],
  ["refused sends", "refused", 0],
  ["groups that got nothing through", "silentGroups", 0],
];

async function main(options: BenchOptions): Promise<void> {
  const { groups, runs, warmUpMs, measureMs, idle } = options;
  console.log(`${groups} groups of three on native sockets; ${await describeMachine()}`);
  const stretch = `${measureMs / 1_000} s after ${warmUpMs / 1_000} s of warm-up`;
  console.log(`${runs} runs, each ${stretch}, ${idle} idle sockets; the load shares the machine\n`);
  for (const database of options.databases) {
    const figures: Figures[] = [];
    await underConditions(database, options, async (conditions) => {
      for (let turn = 1; turn <= runs; turn++) {
        figures.push(await run(conditions, options));
        console.log(`${database} run ${turn}: ${brief(figures.at(-1))}`);
      }
    });
    console.log(`\n${table(database, figures)}\n`);
  }
}

async function underConditions(
  database: Database,
  { groups }: BenchOptions,
  use: (conditions: Conditions) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "trio-bench-" });
  const postgres = database === "postgres" ? await startPostgres() : null;
  try {
    const databaseUrl = await postgres?.schema("bench") ?? null;
    const sessionKey = crypto.randomUUID() + crypto.randomUUID();
    const seats = await seed({ dataDir, databaseUrl, groups, sessionKey });
    await use({ dataDir, databaseUrl, sessionKey, seats });
  } finally {
    postgres?.remove();
    await Deno.remove(dataDir, { recursive: true });
  }
}

function brief(figures: Figures | undefined): string {
  return rows.map(([, key, digits]) => `${key} ${figures?.[key].toFixed(digits)}`).join(", ");
}

function table(database: Database, figures: readonly Figures[]): string {
  const lines = rows.map(([title, key, digits]) => {
    const values = figures.map((one) => one[key]).toSorted((one, other) => one - other);
    const [low, middle, high] = [0, values.length >> 1, values.length - 1].map((at) =>
      values[at]?.toFixed(digits)
    );
    return `${title.padEnd(44)}${middle?.padStart(9)}   (${low}–${high})`;
  });
  return [`${database}: median (least–most)`, ...lines].join("\n");
}

if (import.meta.main) await main(readOptions(Deno.args));
