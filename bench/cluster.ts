// `deno task bench:cluster`: what a message costs a single process, and one, two and three nodes of
// a cluster, where the members of a group are at one node and where each is at another one.
// Measures, and judges nothing.

import { createDatabase, makePeople, membersOf } from "./chat/database.ts";
import { type ClusterOptions, readOptions } from "./cluster/options.ts";
import { type Arena, type Measured, playStage } from "./cluster/run.ts";
import { startSingle } from "./cluster/servers.ts";
import { checkoutAt, type StageName } from "./cluster/stages.ts";
import { figuresTable, paceName, ratiosTable, titleOf, warnings } from "./cluster/summary.ts";
import { describeMachine } from "./support/machine.ts";

async function main(options: ClusterOptions): Promise<void> {
  const stages = options.only.filter((name) => name !== "old" || options.old !== "");
  console.log(`${await describeMachine()}; nodes, Postgres and load share the machine`);
  await using made = new AsyncDisposableStack();
  const results = new Map<StageName, Measured[][]>();
  const arenas = new Map<StageName, Arena>();
  const arena = await makeArena(options, made);
  for (const name of stages) {
    results.set(name, []);
    // An earlier state refuses the schema of a later one.
    arenas.set(name, name === "old" ? await makeArena(options, made, options.old) : arena);
  }
  for (let round = 1; round <= options.rounds; round++) {
    for (const [name, rounds] of results) {
      const measured = await playStage(name, arenas.get(name) ?? arena, options);
      rounds.push(measured);
      for (const { layout, pace, figures } of measured) {
        const { perSecond, serverMicros } = figures;
        console.log(
          `round ${round}, ${titleOf({ stage: name, layout })} ${paceName(pace)}: ${
            perSecond.toFixed(0)
          } a second, ${serverMicros.toFixed(0)} µs`,
        );
      }
    }
  }
  report(results, options);
}

function report(
  results: ReadonlyMap<StageName, readonly (readonly Measured[])[]>,
  { paces, groups, rounds, measureMs }: ClusterOptions,
): void {
  console.log(
    `\n${groups} groups of three, ${rounds} rounds, each figure over ${measureMs / 1_000} s;` +
      ` median (least–most); µs are of processor time a message`,
  );
  for (const pace of paces) {
    console.log(`\n${paceName(pace)}\n${figuresTable(results, pace)}\n`);
    console.log(ratiosTable(results, pace));
  }
  for (const warning of warnings(results)) console.log(`Beware: ${warning}`);
}

/** A Postgres with people. `old`: the checkout whose program makes the tables. */
async function makeArena(
  { groups }: ClusterOptions,
  made: AsyncDisposableStack,
  old?: string,
): Promise<Arena> {
  const folder = await Deno.makeTempDir({ prefix: "trio-bench-" });
  made.defer(() => Deno.remove(folder, { recursive: true }));
  const sessionKey = crypto.randomUUID() + crypto.randomUUID();
  const people = makePeople(groups);
  const members = await membersOf(people, sessionKey);
  const membersFile = `${folder}/members.json`;
  await Deno.writeTextFile(membersFile, JSON.stringify(members));
  const migrate = async (databaseUrl: string) => {
    const conditions = { databaseUrl, folder, sessionKey };
    const server = await startSingle(conditions, checkoutAt(old ?? ""));
    await server.stop();
  };
  const database = await createDatabase("postgres", `${folder}/files`, people, {
    ...(old !== undefined && { migrate }),
  });
  made.defer(() => database.remove());
  return { sessionKey, membersFile, members, folder, database };
}

if (import.meta.main) await main(readOptions(Deno.args));
