// How a test's own Postgres goes away: stopped in good order, frozen, or with all its processes
// killed at once.

import type { OwnPostgres } from "../store/postgres.ts";
import { createClient } from "../../../db/postgres/connection_pool.ts";

export interface Outage {
  /** Stops Postgres as an operator does: connections are ended, nothing waits for them. */
  stop(): Promise<void>;
  /** SIGKILL to each of its processes, as a machine short of memory does. */
  kill(): Promise<void>;
  /** Stops its processes: connections stay, and nothing answers, as behind a broken network. */
  freeze(): Promise<void>;
  /** Lets it go on. */
  thaw(): Promise<void>;
  /** Starts it again after `stop` or `kill`; returns once it takes connections. */
  restart(): Promise<void>;
}

/** Of the Postgres that this address leads to. */
export async function createOutage(postgres: OwnPostgres, url: string): Promise<Outage> {
  const client = createClient(url, "trio tests");
  await client.connect();
  const { rows: [row] } = await client.query<{ folder: string }>(
    "select current_setting('data_directory') as folder",
  );
  await client.end();
  if (row === undefined) throw new Error("Postgres does not say where its data is");
  const { folder } = row;
  return {
    async stop() {
      const leader = await leaderOf(folder);
      Deno.kill(leader, "SIGINT");
      await end([leader]);
    },
    async kill() {
      const processes = await freeze(folder);
      for (const process of processes) send(process, "SIGKILL");
      await end(processes);
      // By the next start its process id may be another one's, and the start would be refused.
      await Deno.remove(`${folder}/postmaster.pid`);
    },
    freeze: async () => void await freeze(folder),
    async thaw() {
      for (const process of await processesOf(await leaderOf(folder))) send(process, "SIGCONT");
    },
    restart: () => postgres.restart(),
  };
}

/** The leader first, or it would start processes while they are counted; a signal takes a while. */
async function freeze(folder: string): Promise<number[]> {
  const leader = await leaderOf(folder);
  Deno.kill(leader, "SIGSTOP");
  while ((await statOf(leader))?.state !== "T");
  const processes = await processesOf(leader);
  for (const process of processes) send(process, "SIGSTOP");
  return processes;
}

async function end(processes: readonly number[]): Promise<void> {
  for (const process of processes) while (await isAlive(process));
}

async function leaderOf(folder: string): Promise<number> {
  const [line = ""] = (await Deno.readTextFile(`${folder}/postmaster.pid`)).split("\n");
  return Number(line);
}

/** The leader and its children. */
async function processesOf(leader: number): Promise<number[]> {
  const numbers = await Array.fromAsync(Deno.readDir("/proc"), ({ name }) => Number(name));
  const stats = await Promise.all(numbers.filter(Number.isInteger).map(statOf));
  return [leader, ...stats.flatMap((stat) => stat?.parent === leader ? [stat.process] : [])];
}

/** Null when there is no such process. */
async function statOf(process: number) {
  const text = await Deno.readTextFile(`/proc/${process}/stat`).catch(() => null);
  if (text === null) return null;
  const [state, parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { process, state, parent: Number(parent) };
}

/** False of a zombie, too. */
async function isAlive(process: number): Promise<boolean> {
  const stat = await statOf(process);
  return stat !== null && stat.state !== "Z" && stat.state !== "X";
}

function send(process: number, signal: Deno.Signal): void {
  try {
    Deno.kill(process, signal);
  } catch (error) {
    // It had ended already.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
