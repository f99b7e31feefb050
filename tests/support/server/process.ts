// The real server and the real bots as child processes, with the flags of their tasks: a test has
// no more rights than a user. A stopped process leaves nothing behind, its pipes included.

import { netGrant } from "../../../tools/net_grant.ts";
import { type Ended, type Running, spawn, type Spawned } from "../../../tools/running.ts";
import { taskWords } from "../../../tools/task_words.ts";
import { giveDatabase } from "../store/kept_pglite.ts";
import { lastingPort } from "../../../tools/lasting_port.ts";

export interface ServerOptions {
  /** A folder without a database gets one without rows, which a server takes seconds to make. */
  readonly dataDir: string;
  /** The server makes its database itself. */
  readonly fromNothing?: boolean;
  readonly databaseUrl?: string;
  /** Further settings, by the name of their variable. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Server extends Running {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

const root = new URL("../../../", import.meta.url);
const address = /http:\/\/127\.0\.0\.1:\d+(?=[\s"])/;

/**
 * Starts a server and waits until it says where it is. Throws, with what it printed, when it ends
 * before.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const process = await spawnServer(options);
  const url = await process.first;
  if (url === null) throw new Error(`The server ended:\n${(await process.ended).output}`);
  return { ...process, url };
}

/**
 * Starts a server that must refuse to start, and waits for its end. Throws when it serves instead.
 */
export async function refusedStart(options: ServerOptions): Promise<Ended> {
  const process = await spawnServer(options);
  const url = await process.first;
  if (url === null) return await process.ended;
  await process.stop("SIGKILL");
  throw new Error(`The server should have refused to start, and serves at ${url}`);
}

/**
 * Starts the bots with these options; returns once they have printed something that fits `sign`, or
 * ended.
 */
export async function startBots(words: readonly string[], sign: RegExp): Promise<Running> {
  const process = spawn(
    [...await taskWords(root, { task: "bots", file: "tools/bots.ts" }), ...words],
    { sign },
  );
  await process.first;
  return process;
}

/** Starts `deno task load` with these options; `first` is the first text that fits `sign`. */
export async function spawnLoad(words: readonly string[], sign: RegExp): Promise<Spawned> {
  const own = await taskWords(root, { task: "load", file: "tools/load.ts" });
  return spawn([...own, ...words], { sign });
}

/** Starts `deno task dev` of the project in the folder `cwd`, and waits until it serves. */
export async function startDev(
  cwd: URL,
  env: Readonly<Record<string, string>>,
): Promise<Server> {
  const args = await taskWords(cwd, { task: "dev", file: "tools/dev.ts" });
  const process = spawn(args, { env, sign: address, cwd });
  const url = await process.first;
  if (url === null) throw new Error(`It ended:\n${(await process.ended).output}`);
  // Killed, it would leave its own server behind.
  const dispose = async () => void await process.stop();
  return { ...process, url, [Symbol.asyncDispose]: dispose };
}

async function spawnServer(options: ServerOptions): Promise<Spawned> {
  const { dataDir, databaseUrl = "", fromNothing = false, env = {} } = options;
  if (databaseUrl === "" && !fromNothing) await giveDatabase(dataDir);
  const own = {
    HOST: "127.0.0.1",
    PORT: String(lastingPort()),
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
  };
  const all = { ...own, ...env };
  const net = netGrant(all);
  const args = await taskWords(root, { task: "start", file: "main.ts", dataDir, net });
  return spawn(args, { env: all, sign: address });
}

/** Starts a server whose output goes where every write fails; does not wait until it serves. */
export async function startUnheard(dataDir: string): Promise<Server> {
  await giveDatabase(dataDir);
  const port = String(lastingPort());
  const script = 'exec "$0" "$@" > /dev/full 2> /dev/full';
  const env = { HOST: "127.0.0.1", PORT: port, DATA_DIR: dataDir, DATABASE_URL: "" };
  const net = netGrant(env);
  const words = await taskWords(root, { task: "start", file: "main.ts", dataDir, net });
  const process = spawn(["-c", script, Deno.execPath(), ...words], {
    env,
    sign: null,
    program: "sh",
  });
  return { ...process, url: `http://127.0.0.1:${port}` };
}
