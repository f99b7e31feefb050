// One turn of a stage: its servers, and for each layout the load as a process of its own, on a
// database that is the same at the beginning of every turn.

import type { BenchDatabase, Member } from "../chat/database.ts";
import type { Stretch } from "../chat/load.ts";
import { LoadProcess } from "../chat/load_process.ts";
import { busyMs, cpuMs } from "../support/machine.ts";
import type { Servers } from "./servers.ts";
import { type Layout, layoutsOf, type StageName, startStage, urlsOf } from "./stages.ts";

export interface Arena {
  readonly sessionKey: string;
  readonly membersFile: string;
  readonly members: readonly Member[];
  readonly folder: string;
  readonly database: BenchDatabase;
}

export interface Timing {
  readonly paces: readonly number[];
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** Of one layout of a stage at one pace. */
export interface Figures {
  readonly perSecond: number;
  /** Processor time a message. */
  readonly serverMicros: number;
  readonly databaseMicros: number;
  /** Of one core. */
  readonly serverShare: number;
  readonly databaseShare: number;
  readonly loadShare: number;
  /** What other programs used. */
  readonly othersShare: number;
  /** From sending to the slowest member. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly refused: number;
  readonly silentGroups: number;
}

export interface Measured {
  readonly layout: Layout;
  readonly pace: number;
  readonly figures: Figures;
}

/** CPU time that each that shares the machine has used, in ms. */
interface Gauge {
  readonly server: number;
  readonly load: number;
  readonly database: number;
  readonly machine: number;
}

/** All of one turn of a stage. */
export async function playStage(
  name: StageName,
  arena: Arena,
  { old, ...timing }: Timing & { readonly old: string },
): Promise<Measured[]> {
  const { database, sessionKey, folder, members } = arena;
  const databaseUrl = database.location.databaseUrl ?? "";
  await database.clear();
  const servers = await startStage(name, { databaseUrl, folder, sessionKey }, old);
  try {
    const all: Measured[] = [];
    for (const layout of layoutsOf[name]) {
      const urls = await urlsOf(layout, { members, servers, databaseUrl });
      for (const measured of await playLayout(urls, servers, arena, timing)) {
        all.push({ layout, ...measured });
      }
    }
    return all;
  } finally {
    await servers.stop();
  }
}

async function playLayout(
  urls: readonly string[],
  servers: Servers,
  { membersFile, members, database }: Arena,
  timing: Timing,
): Promise<Omit<Measured, "layout">[]> {
  const load = new LoadProcess(membersFile);
  try {
    await load.open(urls, "trio", members.length);
    const read = async (): Promise<Gauge> => ({
      server: (await Promise.all(servers.pids.map(cpuMs))).reduce((sum, ms) => sum + ms, 0),
      load: await cpuMs(load.pid),
      database: await database.cpuMs(),
      machine: await busyMs(),
    });
    const all: Omit<Measured, "layout">[] = [];
    for (const pace of timing.paces) {
      await load.order(pace === 0 ? { do: "saturate" } : { do: "pace", perSecond: pace });
      all.push({ pace, figures: await measure(load, read, timing) });
      await load.order({ do: "rest" });
    }
    await load.order({ do: "close" });
    return all;
  } finally {
    await load.stop();
  }
}

async function measure(
  load: LoadProcess,
  read: () => Promise<Gauge>,
  { warmUpMs, measureMs }: Timing,
): Promise<Figures> {
  await pause(warmUpMs);
  const before = await read();
  await load.order({ do: "mark" });
  await pause(measureMs);
  const { stretch } = await load.order({ do: "look" });
  const after = await read();
  if (stretch === null) throw new Error("The load did not say what came through");
  return figuresOf(stretch, {
    server: after.server - before.server,
    load: after.load - before.load,
    database: after.database - before.database,
    machine: after.machine - before.machine,
  });
}

function figuresOf(stretch: Stretch, used: Gauge): Figures {
  const { acknowledged, elapsedMs, p50Ms, p99Ms, refused, silentGroups } = stretch;
  const share = (ms: number) => ms / elapsedMs;
  return {
    perSecond: acknowledged * 1_000 / elapsedMs,
    serverMicros: used.server * 1_000 / acknowledged,
    databaseMicros: used.database * 1_000 / acknowledged,
    serverShare: share(used.server),
    databaseShare: share(used.database),
    loadShare: share(used.load),
    othersShare: share(used.machine - used.server - used.load - used.database),
    ...{ p50Ms, p99Ms, refused, silentGroups },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
