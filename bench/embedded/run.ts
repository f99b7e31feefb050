// One run: the real server as its own process on a seeded database; this process is the load.

import { startServer } from "../../tests/support/server/process.ts";
import { closePlaces, Load, openPlaces } from "./load.ts";
import { cpuMs, residentKib } from "./machine.ts";
import type { BenchOptions } from "./options.ts";
import type { Seat } from "./seed.ts";

export interface Conditions {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly sessionKey: string;
  readonly seats: readonly Seat[];
}

export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly saturatedP50Ms: number;
  readonly saturatedP99Ms: number;
  readonly cpuMicros: number;
  readonly idleKib: number;
  readonly refused: number;
  readonly silentGroups: number;
}

// What is measured is the way of a message, not the rate limit.
const limits = { FRAMES_PER_SECOND: "100000", BURST: "100000" };
const settleMs = 3_000;
const idleWarmUp = 150;

export async function run(conditions: Conditions, options: BenchOptions): Promise<Figures> {
  const { dataDir, databaseUrl, sessionKey, seats } = conditions;
  const env = { ...limits, SESSION_KEY: sessionKey };
  await using server = await startServer({
    dataDir,
    env,
    ...(databaseUrl === null ? {} : { databaseUrl }),
  });
  const idleKib = await measureIdle(server.url, server.pid, idleSeats(seats, options.idle));
  const places = await openPlaces(server.url, seats);
  const load = new Load(places, () => cpuMs(server.pid));
  const full = await load.saturate(options.warmUpMs, options.measureMs);
  const perSecond = full.acknowledged * 1_000 / full.elapsedMs;
  const half = await load.pace(perSecond / 2, options.warmUpMs / 2, options.measureMs);
  await closePlaces(places);
  await server.stop();
  return {
    perSecond,
    p50Ms: quantile(half.delaysMs, 0.5),
    p99Ms: quantile(half.delaysMs, 0.99),
    saturatedP50Ms: quantile(full.delaysMs, 0.5),
    saturatedP99Ms: quantile(full.delaysMs, 0.99),
    cpuMicros: full.gauge * 1_000 / full.acknowledged,
    idleKib,
    refused: full.refused + half.refused,
    silentGroups: full.silentGroups,
  };
}

/** KiB for each socket that said hello and then only listens. */
async function measureIdle(url: string, pid: number, seats: readonly Seat[]): Promise<number> {
  if (seats.length === 0) return NaN;
  // The first ones pay for code that is compiled once.
  await closePlaces(await openPlaces(url, seats.slice(0, idleWarmUp)));
  await settle();
  const before = await residentKib(pid);
  const places = await openPlaces(url, seats);
  await settle();
  const after = await residentKib(pid);
  await closePlaces(places);
  await settle();
  return (after - before) / seats.length;
}

/** As many seats as asked for, going round: a user may hold several sockets. */
function idleSeats(seats: readonly Seat[], count: number): Seat[] {
  return Array.from({ length: count }, (_, index) => seats.slice(index % seats.length)[0]).filter((
    seat,
  ) => seat !== undefined);
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? NaN;
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, settleMs));
}
