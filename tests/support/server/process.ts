// The real server and the real bots as child processes, with the flags of their tasks: a test has
// no more rights than a user. A stopped process leaves nothing behind, its pipes included.

import { netGrant } from "../../../tools/net_grant.ts";
import { taskWords } from "../../../tools/task_words.ts";
import { giveDatabase } from "../store/kept_pglite.ts";
import { lastingPort } from "./port.ts";

export interface ServerOptions {
  /** A folder without a database gets one without rows, which a server takes seconds to make. */
  readonly dataDir: string;
  /** The server makes its database itself. */
  readonly fromNothing?: boolean;
  readonly databaseUrl?: string;
  /** Further settings, by the name of their variable. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a process ended, and all that it had printed. */
export interface Ended {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly output: string;
}

export interface Running {
  readonly pid: number;
  /** Settles when the process has ended. */
  readonly ended: Promise<Ended>;
  /** All that it has printed until now. */
  output(): string;
  /** Sends the signal, SIGTERM when none is named, and waits for the end. */
  stop(signal?: Deno.Signal): Promise<Ended>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Server extends Running {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

const root = new URL("../../../", import.meta.url);
const address = /http:\/\/127\.0\.0\.1:\d+(?=\s)/;
/** Only a process that hangs takes as long. */
const startWithinMs = 120_000;

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
    sign: /^$/,
    program: "sh",
  });
  return { ...process, url: `http://127.0.0.1:${port}` };
}

interface Spawned extends Running {
  /** The first text printed that fits the sign; null when the process ended without it. */
  readonly first: Promise<string | null>;
}

interface Spawning {
  readonly env?: Readonly<Record<string, string>>;
  /** What is waited for. */
  readonly sign: RegExp;
  readonly cwd?: URL;
  /** Deno where it is left out. */
  readonly program?: string;
}

function spawn(
  args: readonly string[],
  { env = {}, sign, cwd = root, program = Deno.execPath() }: Spawning,
): Spawned {
  const streams = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command(program, { args: [...args], cwd, env, ...streams })
    .spawn();
  const printed: string[] = [];
  const output = (): string => printed.join("");
  const { promise: first, resolve } = Promise.withResolvers<string | null>();
  const listen = (text: string): void => {
    printed.push(text);
    const [found] = output().match(sign) ?? [];
    if (found !== undefined) resolve(found);
  };
  const pipes = Promise.all([listenTo(child.stdout, listen), listenTo(child.stderr, listen)]);
  const tooLate = setTimeout(() => end(child, "SIGKILL"), startWithinMs);
  void first.then(() => clearTimeout(tooLate));
  const ended = Promise.all([child.status, pipes]).then(([{ code, signal }]) => {
    resolve(null);
    return { code, signal, output: output() };
  });
  const stop = (signal: Deno.Signal = "SIGTERM"): Promise<Ended> => {
    end(child, signal);
    return ended;
  };
  const dispose = async () => void await stop("SIGKILL");
  return { pid: child.pid, first, ended, output, stop, [Symbol.asyncDispose]: dispose };
}

async function listenTo(
  pipe: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (text: string) => void,
) {
  for await (const text of pipe.pipeThrough(new TextDecoderStream())) take(text);
}

function end(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // The process had ended already.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
