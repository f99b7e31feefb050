// One contestant's turn: its server and the load as two processes, on a database that is the same
// at the beginning of every turn.

import { busyMs, cpuMs, residentKib } from "../support/machine.ts";
import { type Contestant, databaseOf, type Name, start } from "./contestant.ts";
import type { BenchDatabase, DatabaseName } from "./database.ts";
import type { Stretch } from "./load.ts";
import { LoadProcess } from "./load_process.ts";

export interface Arena {
  readonly sessionKey: string;
  readonly membersFile: string;
  /** Those that the contestants need. */
  readonly databases: ReadonlyMap<DatabaseName, BenchDatabase>;
}

export interface Timing {
  readonly warmUpMs: number;
  /** Of each measurement, at saturation and at a pace. */
  readonly measureMs: number;
}

/** What a contestant is put under. */
export interface Task {
  readonly name: Name;
  readonly groups: number;
  /** Texts a second after saturation; null: half of what it reached. */
  readonly pace: number | null;
}

export interface Figures {
  readonly perSecond: number;
  readonly fullP50Ms: number;
  readonly fullP99Ms: number;
  readonly fullRatio: number;
  /** Processor time a message, at saturation. */
  readonly serverMicros: number;
  /** 0: the database is inside the server. */
  readonly databaseMicros: number;
  /** What was asked for at a pace, and then acknowledged. */
  readonly pace: number;
  readonly pacedPerSecond: number;
  readonly pacedP50Ms: number;
  readonly pacedP99Ms: number;
  readonly pacedServerMicros: number;
  readonly pacedDatabaseMicros: number;
  readonly silentGroups: number;
  readonly refused: number;
  /** Of one core, at saturation. */
  readonly serverShare: number;
  readonly loadShare: number;
  readonly databaseShare: number;
  /** Of one core, what other programs used. */
  readonly othersShare: number;
  readonly pacedOthersShare: number;
}

/** CPU time that each process that shares the machine has used, in ms. */
interface Gauge {
  readonly server: number;
  readonly load: number;
  readonly database: number;
  readonly machine: number;
}

const settleMs = 5_000;
const groupSize = 3;
/** Sockets opened before memory is read first: they pay for code that is compiled once. */
const idleWarmUp = 150;
const soakSteps = 20;

/** At saturation, and then at the pace. */
export async function measureLoad(
  { name, groups, pace: given }: Task,
  arena: Arena,
  timing: Timing,
): Promise<Figures> {
  return await take(name, arena, async ({ server, load, database }) => {
    await load.open([server.url], server.dialect, groups * groupSize);
    const read = async (): Promise<Gauge> => ({
      server: await cpuMs(server.pid),
      load: await cpuMs(load.pid),
      database: await database.cpuMs(),
      machine: await busyMs(),
    });
    await load.order({ do: "saturate" });
    const full = await measure(load, read, timing);
    await load.order({ do: "rest" });
    const pace = given ?? rateOf(full.stretch) / 2;
    await load.order({ do: "pace", perSecond: pace });
    const paced = await measure(load, read, timing);
    await load.order({ do: "rest" });
    return figuresOf(full, paced, pace);
  });
}

/** KiB of the server for each socket that has said hello and then only listens. */
export async function measureIdle(name: Name, sockets: number, arena: Arena): Promise<number> {
  return await take(name, arena, async ({ server, load }) => {
    await load.open([server.url], server.dialect, Math.min(idleWarmUp, sockets));
    await pause(settleMs);
    const before = await residentKib(server.pid);
    const more = new LoadProcess(arena.membersFile);
    try {
      await more.open([server.url], server.dialect, sockets);
      await pause(settleMs);
      return (await residentKib(server.pid) - before) / sockets;
    } finally {
      await more.stop();
    }
  });
}

/** MiB of the server at the beginning and after each twentieth of the messages, at saturation. */
export async function soak(
  name: Name,
  groups: number,
  messages: number,
  arena: Arena,
): Promise<number[]> {
  return await take(name, arena, async ({ server, load }) => {
    await load.open([server.url], server.dialect, groups * groupSize);
    await load.order({ do: "saturate" });
    const memory: number[] = [];
    for (let step = 0; step <= soakSteps; step++) {
      const due = messages * step / soakSteps;
      while ((await load.order({ do: "look" })).acknowledged < due) await pause(100);
      memory.push(await residentKib(server.pid) / 1_024);
    }
    await load.order({ do: "rest" });
    return memory;
  });
}

interface Stage {
  readonly server: Contestant;
  readonly load: LoadProcess;
  readonly database: BenchDatabase;
}

async function take<Result>(
  name: Name,
  { sessionKey, membersFile, databases }: Arena,
  use: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const database = databases.get(databaseOf(name));
  if (database === undefined) throw new Error(`No database was made for "${name}"`);
  await database.clear();
  const server = await start(name, { location: database.location, sessionKey });
  const load = new LoadProcess(membersFile);
  try {
    return await use({ server, load, database });
  } finally {
    await load.stop();
    await server.stop();
  }
}

interface Measured {
  readonly stretch: Stretch;
  readonly used: Gauge;
}

async function measure(
  load: LoadProcess,
  read: () => Promise<Gauge>,
  timing: Timing,
): Promise<Measured> {
  await pause(timing.warmUpMs);
  const before = await read();
  await load.order({ do: "mark" });
  await pause(timing.measureMs);
  const { stretch } = await load.order({ do: "look" });
  const after = await read();
  if (stretch === null) throw new Error("The load did not say what came through");
  const used = {
    server: after.server - before.server,
    load: after.load - before.load,
    database: after.database - before.database,
    machine: after.machine - before.machine,
  };
  return { stretch, used };
}

function rateOf({ acknowledged, elapsedMs }: Stretch): number {
  return acknowledged * 1_000 / elapsedMs;
}

function figuresOf(
  { stretch: full, used }: Measured,
  { stretch: paced, used: usedAtPace }: Measured,
  pace: number,
): Figures {
  const share = (ms: number) => ms / full.elapsedMs;
  const others = ({ machine, server, load, database }: Gauge) => machine - server - load - database;
  const micros = (ms: number, { acknowledged }: Stretch) => ms * 1_000 / acknowledged;
  return {
    perSecond: rateOf(full),
    fullP50Ms: full.p50Ms,
    fullP99Ms: full.p99Ms,
    fullRatio: full.p99Ms / full.p50Ms,
    serverMicros: micros(used.server, full),
    databaseMicros: micros(used.database, full),
    pace,
    pacedPerSecond: rateOf(paced),
    pacedP50Ms: paced.p50Ms,
    pacedP99Ms: paced.p99Ms,
    pacedServerMicros: micros(usedAtPace.server, paced),
    pacedDatabaseMicros: micros(usedAtPace.database, paced),
    silentGroups: full.silentGroups,
    refused: full.refused + paced.refused,
    serverShare: share(used.server),
    loadShare: share(used.load),
    databaseShare: share(used.database),
    othersShare: share(others(used)),
    pacedOthersShare: others(usedAtPace) / paced.elapsedMs,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
