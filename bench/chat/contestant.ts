// What is measured: this program on both drivers and on both databases, with METRICS_PORT, too, the
// bare limit on the same drivers and databases, Socket.IO and Colyseus.

import { startServer } from "../../tests/support/server/process.ts";
import { lastingPort } from "../../tools/lasting_port.ts";
import { Child, devRun } from "../support/child.ts";
import type { BenchDatabase, DatabaseName } from "./database.ts";
import type { DialectName } from "./dialect.ts";

/** A server that runs as a process of its own. */
export interface Contestant {
  readonly url: string;
  readonly pid: number;
  readonly dialect: DialectName;
  stop(): Promise<void>;
}

export interface Conditions {
  readonly location: BenchDatabase["location"];
  readonly sessionKey: string;
}

/** In the order of a round: two that are compared come one right after the other. */
export const names = [
  "trio-native-metrics",
  "trio-native",
  "bare-native",
  "trio-ws-metrics",
  "trio-ws",
  "bare-ws",
  "socket.io",
  "colyseus",
  "trio-pglite",
  "bare-pglite",
] as const;
export type Name = typeof names[number];
/** Who takes part unless others are named. */
export const usualNames: readonly Name[] = names.filter((name) => !name.endsWith("-metrics"));

// What is measured is the way of a message, not the rate limit.
const limits = { FRAMES_PER_SECOND: "100000", BURST: "100000" };

/** As the task "start" has it: what is measured is the programs, not how they are started. */
const v8Flags = "--v8-flags=--min-semi-space-size=32,--max-semi-space-size=32," +
  "--no-allocation-site-pretenuring,--no-parallel-scavenge,--heap-growing-percent=40";

const scrapeMs = 5_000;

export function databaseOf(name: Name): DatabaseName {
  return name.endsWith("-pglite") ? "pglite" : "postgres";
}

/** The program whose half load it is put under, too: the same work on the same driver. */
export function paceSetterOf(name: Name): Name {
  switch (name) {
    case "bare-native":
      return "trio-native";
    case "bare-ws":
      return "trio-ws";
    case "bare-pglite":
      return "trio-pglite";
    default:
      return name;
  }
}

export function start(name: Name, conditions: Conditions): Promise<Contestant> {
  switch (name) {
    case "trio-native":
    case "trio-pglite":
      return startTrio("native", conditions);
    case "trio-ws":
      return startTrio("ws", conditions);
    case "trio-native-metrics":
      return startMeasured("native", conditions);
    case "trio-ws-metrics":
      return startMeasured("ws", conditions);
    case "bare-native":
      return startOther("bench/bare/native.ts", "trio", conditions);
    case "bare-ws":
      return startOther("bench/bare/ws.ts", "trio", conditions);
    case "bare-pglite":
      return startOther("bench/bare/native_pglite.ts", "trio", conditions);
    case "socket.io":
      return startOther("bench/frameworks/socket_io.ts", "socket.io", conditions);
    case "colyseus":
      return startOther("bench/frameworks/colyseus.ts", "colyseus", conditions);
  }
}

/** With metrics, which are read as often as Prometheus does where it is asked to hurry. */
async function startMeasured(
  driver: "native" | "ws",
  conditions: Conditions,
): Promise<Contestant> {
  const port = lastingPort();
  const server = await startTrio(driver, conditions, { METRICS_PORT: String(port) });
  const timer = setInterval(() => void scrape(port), scrapeMs);
  const stop = async () => {
    clearInterval(timer);
    await server.stop();
  };
  return { ...server, stop };
}

async function scrape(port: number): Promise<void> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    await answer.body?.cancel();
  } catch (error) {
    console.error(`The metrics were not read: ${error}`);
  }
}

async function startTrio(
  driver: "native" | "ws",
  { location, sessionKey }: Conditions,
  more: Readonly<Record<string, string>> = {},
): Promise<Contestant> {
  const env = { ...limits, SESSION_KEY: sessionKey, SOCKETS: driver, ...more };
  const server = await startServer({ ...location, env });
  const stop = async () => {
    const { code, output } = await server.stop();
    if (code !== 0) console.error(`The server ended with ${code}:\n${output}`);
  };
  return { url: server.url, pid: server.pid, dialect: "trio", stop };
}

async function startOther(
  file: string,
  dialect: DialectName,
  { location: { dataDir, databaseUrl = "" } }: Conditions,
): Promise<Contestant> {
  const child = new Child([...devRun, v8Flags, file], {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
  });
  const url = await child.line();
  return { url, pid: child.pid, dialect, stop: () => child.stop() };
}
