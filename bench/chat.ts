// `deno task bench:chat`: what the chat does on this machine, end to end, on a Postgres of its own
// with its default durability and on PGlite, beside the bare limit on the same drivers and
// databases, and beside Socket.IO and Colyseus. Measures, and judges nothing.

import { databaseOf, type Name, paceSetterOf } from "./chat/contestant.ts";
import {
  type BenchDatabase,
  createDatabase,
  type DatabaseName,
  makePeople,
  membersOf,
} from "./chat/database.ts";
import { type BenchOptions, readOptions } from "./chat/options.ts";
import { type Arena, type Figures, measureIdle, measureLoad, soak } from "./chat/run.ts";
import { figuresTables, ratiosTable, warnings } from "./chat/table.ts";
import { describeMachine, openFilesMost } from "./support/machine.ts";
import { spread } from "./support/statistics.ts";

/** Files that a process needs besides its sockets. */
const otherFiles = 200;

async function main(options: BenchOptions): Promise<void> {
  console.log(`${await describeMachine()}; server, Postgres and load share the machine`);
  const idle = Math.min(options.idle, await openFilesMost() - otherFiles);
  if (idle < options.idle) {
    console.log(`Only ${idle} idle sockets: a process may open no more files`);
  }
  const groups = Math.max(...options.groups, Math.ceil(idle / 3));
  await inArena(groups, options.only, async (arena) => {
    for (const count of options.groups) {
      if (options.rounds > 0) await runRounds(count, options, arena);
    }
    if (idle > 0) await runIdle(idle, options, arena);
    if (options.soak > 0) await runSoak(options, arena);
  });
}

async function inArena(
  groups: number,
  only: readonly Name[],
  use: (arena: Arena) => Promise<void>,
): Promise<void> {
  await using made = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "trio-bench-" });
  made.defer(() => Deno.remove(folder, { recursive: true }));
  const sessionKey = crypto.randomUUID() + crypto.randomUUID();
  const people = makePeople(groups);
  const membersFile = `${folder}/members.json`;
  await Deno.writeTextFile(membersFile, JSON.stringify(await membersOf(people, sessionKey)));
  const databases = new Map<DatabaseName, BenchDatabase>();
  for (const name of new Set(only.map(databaseOf))) {
    const database = await createDatabase(name, `${folder}/${name}`, people);
    made.defer(() => database.remove());
    databases.set(name, database);
  }
  await use({ sessionKey, membersFile, databases });
}

async function runRounds(groups: number, options: BenchOptions, arena: Arena): Promise<void> {
  const results = new Map<Name, Figures[]>(options.only.map((name) => [name, []]));
  const { warmUpMs, measureMs, rounds } = options;
  console.log(
    `\n${groups} groups of three, one text under way for each member, ${rounds} rounds; ` +
      `each figure over ${measureMs / 1_000} s after ${warmUpMs / 1_000} s of warm-up`,
  );
  for (let round = 1; round <= rounds; round++) {
    for (const [name, figures] of results) {
      const pace = options.pace || (results.get(paceSetterOf(name))?.[round - 1]?.pace ?? null);
      const one = await measureLoad({ name, groups, pace }, arena, { warmUpMs, measureMs });
      figures.push(one);
      console.log(
        `round ${round}, ${name}: ${one.perSecond.toFixed(0)} a second, at ${
          one.pace.toFixed(0)
        } a second p99 ${one.pacedP99Ms.toFixed(1)} ms`,
      );
    }
  }
  console.log(`\nMedian (least–most)\n${figuresTables(results)}\n\n${ratiosTable(results)}`);
  for (const warning of warnings(results)) console.log(`Beware: ${warning}`);
}

async function runIdle(
  sockets: number,
  { only, idleRounds }: BenchOptions,
  arena: Arena,
): Promise<void> {
  const results = new Map<Name, number[]>(only.map((name) => [name, []]));
  for (let round = 1; round <= idleRounds; round++) {
    for (const [name, kib] of results) kib.push(await measureIdle(name, sockets, arena));
  }
  console.log(`\nThe server's memory for each of ${sockets} idle sockets that are logged in, KiB`);
  for (const [name, kib] of results) {
    console.log(`${name.padEnd(42)}${spread(kib, 1).padStart(22)}`);
  }
  for (const driver of ["native", "ws", "pglite"] as const) {
    const [mine = [], theirs = []] = [results.get(`trio-${driver}`), results.get(`bare-${driver}`)];
    const ratios = mine.map((kib, round) => kib / (theirs[round] ?? NaN));
    console.log(`${`trio-${driver} / bare-${driver}`.padEnd(42)}${spread(ratios, 2).padStart(22)}`);
  }
}

async function runSoak(
  { only, groups: [groups = 1], soak: messages }: BenchOptions,
  arena: Arena,
): Promise<void> {
  console.log(
    `\nThe server's memory over ${messages} messages in ${groups} groups, MiB at each twentieth`,
  );
  for (const name of only.filter((name) => name.startsWith("trio"))) {
    const memory = await soak(name, groups, messages, arena);
    console.log(`${name}: ${memory.map((mib) => mib.toFixed(0)).join(" ")}`);
  }
}

if (import.meta.main) await main(readOptions(Deno.args));
