// `deno task bench:steps`: where the processor time of a message goes, step by step, in the server
// and in Postgres, and what the message waits for. Samples both from outside while they are under
// the load of bench:chat. Measures, and judges nothing.

import { startServer } from "../tests/support/server/process.ts";
import {
  oneOf,
  option,
  optionsOrExit,
  parseCommandLine,
  wholeNumber,
} from "../tools/command_line.ts";
import { lastingPort } from "../tools/lasting_port.ts";
import { createDatabase, makePeople, membersOf } from "./chat/database.ts";
import type { Stretch } from "./chat/load.ts";
import { LoadProcess } from "./chat/load_process.ts";
import { drawing, type Micros, type WaitsOfAMessage } from "./steps/drawing.ts";
import { postgresStepOf, postgresSteps } from "./steps/postgres_steps.ts";
import { serverStepOf, serverSteps } from "./steps/server_steps.ts";
import { readStacks, sample, type Stack } from "./steps/stacks.ts";
import { meanOf, processesOf, readWaits, timeTheLog, type WaitCounts } from "./steps/waits.ts";
import { cpuMs, describeMachine } from "./support/machine.ts";

const help = `Tells where a message's time goes. Needs "perf", Postgres' programs, and root.

  deno task bench:steps [--driver native] [--groups 300] [--pace 0] [--warm-up 5] [--seconds 10]

  --driver NAME   native or ws
  --groups N      groups of three
  --pace N        texts a second after saturation (0: half of what was reached)
  --warm-up N     seconds of load before each profile
  --seconds N     seconds of load for each profile`;

const spec = {
  driver: option(oneOf(["native", "ws"]), "native"),
  groups: option(wholeNumber(1), 300),
  pace: option(wholeNumber(), 0),
  "warm-up": option(wholeNumber(), 5),
  seconds: option(wholeNumber(1), 10),
};

interface Options {
  readonly driver: string;
  readonly groups: number;
  readonly pace: number;
  readonly "warm-up": number;
  readonly seconds: number;
}

/** V8 writes down the names of its code for perf, and leaves each function a frame of its own. */
const v8Flags = "--perf-basic-prof,--no-turbo-inlining,--no-maglev-inlining";

/** What runs, and can be read. */
interface Scene {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly metricsUrl: string;
  readonly serverPid: number;
  readonly load: LoadProcess;
  databaseMs(): Promise<number>;
}

interface Profile {
  readonly stretch: Stretch;
  readonly serverMicros: number;
  readonly databaseMicros: number;
  readonly server: readonly Stack[];
  readonly postgres: readonly Stack[];
}

interface Waits {
  readonly stretch: Stretch;
  readonly before: WaitCounts;
  readonly after: WaitCounts;
}

const settleSeconds = 2;

async function main(options: Options): Promise<void> {
  console.log(`${await describeMachine()}; server, Postgres, load and perf share the machine`);
  await using made = new AsyncDisposableStack();
  const scene = await setScene(options, made);
  await scene.load.order({ do: "saturate" });
  const full = await profile(scene, options, "full");
  await scene.load.order({ do: "rest" });
  const perSecond = options.pace || rateOf(full.stretch) / 2;
  await scene.load.order({ do: "pace", perSecond });
  const paced = await profile(scene, options, "paced");
  const waits = await waitsWithoutSamples(scene, options);
  await scene.load.order({ do: "rest" });
  console.log(
    `Trio on ${options.driver}, ${options.groups} groups: saturated ${
      rateOf(full.stretch).toFixed(0)
    } a second, then paced ${
      rateOf(paced.stretch).toFixed(0)
    }\nProcessor time, µs a message: saturated, and paced\n`,
  );
  console.log(stepsTable(full, paced));
  const batch = meanOf(waits.before.batches, waits.after.batches);
  console.log(
    `\nProcessor time when saturated; waiting when paced, with ${
      batch.toFixed(0)
    } messages in a statement, in the mean\n\n${drawing(microsOf(full), waitsOf(waits))}`,
  );
}

async function setScene(
  { driver, groups }: Options,
  made: AsyncDisposableStack,
): Promise<Scene> {
  const folder = await Deno.makeTempDir({ prefix: "trio-bench-" });
  made.defer(() => Deno.remove(folder, { recursive: true }));
  const sessionKey = crypto.randomUUID() + crypto.randomUUID();
  const people = makePeople(groups);
  const membersFile = `${folder}/members.json`;
  await Deno.writeTextFile(membersFile, JSON.stringify(await membersOf(people, sessionKey)));
  const database = await createDatabase("postgres", `${folder}/files`, people);
  made.defer(() => database.remove());
  const { databaseUrl = "" } = database.location;
  await timeTheLog(databaseUrl);
  const port = lastingPort();
  const server = await startServer({
    ...database.location,
    env: {
      ...{ SESSION_KEY: sessionKey, SOCKETS: driver, METRICS_PORT: String(port) },
      ...{ FRAMES_PER_SECOND: "100000", BURST: "100000" },
      // A log that V8 writes besides goes with the folder.
      DENO_V8_FLAGS: `${v8Flags},--logfile=${folder}/v8.log`,
    },
  });
  made.defer(() => Deno.remove(`/tmp/perf-${server.pid}.map`));
  made.defer(async () => void await server.stop());
  const load = new LoadProcess(membersFile);
  made.defer(() => load.stop());
  await load.open([server.url], "trio", people.length);
  const metricsUrl = `http://127.0.0.1:${port}/metrics`;
  const databaseMs = () => database.cpuMs();
  return { folder, databaseUrl, metricsUrl, serverPid: server.pid, load, databaseMs };
}

async function profile(scene: Scene, options: Options, name: string): Promise<Profile> {
  const { databaseUrl, serverPid, load } = scene;
  await pause(options["warm-up"]);
  const [serverFile, postgresFile] = [
    `${scene.folder}/${name}.server`,
    `${scene.folder}/${name}.pg`,
  ];
  const { seconds } = options;
  const pids = await processesOf(databaseUrl);
  const [serverMs, databaseMs] = [await cpuMs(serverPid), await scene.databaseMs()];
  await load.order({ do: "mark" });
  await Promise.all([
    sample({ pids: [serverPid], by: "fp", seconds, file: serverFile }),
    sample({ pids, by: "dwarf", seconds, file: postgresFile }),
  ]);
  const stretch = await look(load);
  const micros = (ms: number) => ms * 1_000 / stretch.acknowledged;
  return {
    stretch,
    serverMicros: micros(await cpuMs(serverPid) - serverMs),
    databaseMicros: micros(await scene.databaseMs() - databaseMs),
    server: await readStacks(serverFile),
    postgres: await readStacks(postgresFile),
  };
}

/** Samples that are taken make a message wait, too. */
async function waitsWithoutSamples(scene: Scene, { seconds }: Options): Promise<Waits> {
  const { metricsUrl, databaseUrl, load } = scene;
  await pause(settleSeconds);
  const before = await readWaits(metricsUrl, databaseUrl);
  await load.order({ do: "mark" });
  await pause(seconds);
  const stretch = await look(load);
  return { stretch, before, after: await readWaits(metricsUrl, databaseUrl) };
}

async function look(load: LoadProcess): Promise<Stretch> {
  const { stretch } = await load.order({ do: "look" });
  if (stretch === null) throw new Error("The load did not say what came through");
  return stretch;
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

function microsOf({ server, serverMicros, postgres, databaseMicros }: Profile): Micros {
  return {
    server: shares(server, serverStepOf, serverMicros),
    postgres: shares(postgres, postgresStepOf, databaseMicros),
  };
}

function stepsTable(full: Profile, paced: Profile): string {
  const parts = [full, paced].map(microsOf);
  const line = (title: string, values: readonly (number | undefined)[]) =>
    title.padEnd(44) + values.map((value = 0) => value.toFixed(1).padStart(10)).join("");
  return [
    line("server", [full.serverMicros, paced.serverMicros]),
    ...serverSteps.map((step) => line(`  ${step}`, parts.map(({ server }) => server.get(step)))),
    line("Postgres", [full.databaseMicros, paced.databaseMicros]),
    ...postgresSteps.map((step) =>
      line(`  ${step}`, parts.map(({ postgres }) => postgres.get(step)))
    ),
  ].join("\n");
}

/** What each step has of the whole, by its share of the samples. */
function shares<Step>(
  stacks: readonly Stack[],
  stepOf: (stack: Stack) => Step,
  whole: number,
): ReadonlyMap<Step, number> {
  const counts = Map.groupBy(stacks, stepOf);
  return new Map(
    [...counts].map(([step, { length }]) => [step, length / stacks.length * whole]),
  );
}

/** The server tells the mean of its statements, not of their messages. */
function waitsOf({ stretch: { meanMs }, before, after }: Waits): WaitsOfAMessage {
  const mean = (key: keyof WaitCounts, scale = 1) => meanOf(before[key], after[key]) * scale;
  const [delivered, turn] = [mean("delivered", 1_000), mean("mailbox", 1_000)];
  const statement = mean("statements", 1_000);
  return {
    whole: meanMs,
    outside: meanMs - delivered,
    turn,
    statementBefore: delivered - turn - statement,
    statement,
    disk: mean("syncs"),
  };
}

function rateOf({ acknowledged, elapsedMs }: Stretch): number {
  return acknowledged * 1_000 / elapsedMs;
}

if (import.meta.main) await main(optionsOrExit(parseCommandLine(Deno.args, spec), help));
