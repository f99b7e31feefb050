// The real server as a child process: the start task's own flags, a free port, a data folder of the caller's choice.
// Whoever starts one must stop it; afterwards nothing is left of it, its pipes included.

export interface ServerOptions {
  readonly dataDir: string;
  readonly databaseUrl?: string;
  /** Further settings, by the name of their variable. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a server ended, and all that it had printed. */
export interface Ended {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly output: string;
}

export interface Server {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly pid: number;
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<Ended>;
  /** All that it has printed until now. */
  output(): string;
  /** Sends the signal, SIGTERM when none is named, and waits for the end. */
  stop(signal?: Deno.Signal): Promise<Ended>;
  [Symbol.asyncDispose](): Promise<void>;
}

const root = new URL("../../", import.meta.url);
/** Never waited for in full but by a server that hangs. */
const startWithinMs = 120_000;

/** Starts a server and waits until it says where it is. Throws, with what it printed, when it ends before. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const started = await spawn(options);
  const { child, ended, output, serving } = started;
  const url = await Promise.race([serving, ended]);
  if (typeof url !== "string") throw new Error(`The server ended with ${url.code}:\n${url.output}`);
  const stop = (signal: Deno.Signal = "SIGTERM"): Promise<Ended> => {
    end(child, signal);
    return ended;
  };
  return {
    url,
    pid: child.pid,
    ended,
    output,
    stop,
    [Symbol.asyncDispose]: async () => void await stop("SIGKILL"),
  };
}

/** Starts a server that must refuse to start, and waits for its end. Throws when it serves instead. */
export async function refusedStart(options: ServerOptions): Promise<Ended> {
  const { child, ended, serving } = await spawn(options);
  const outcome = await Promise.race([serving, ended]);
  if (typeof outcome !== "string") return outcome;
  end(child, "SIGKILL");
  await ended;
  throw new Error(`The server should have refused to start, and serves at ${outcome}`);
}

interface Started {
  readonly child: Deno.ChildProcess;
  readonly ended: Promise<Ended>;
  readonly serving: Promise<string>;
  readonly output: () => string;
}

async function spawn({ dataDir, databaseUrl = "", env = {} }: ServerOptions): Promise<Started> {
  const child = new Deno.Command(Deno.execPath(), {
    args: await startArguments(),
    cwd: root,
    env: { HOST: "127.0.0.1", PORT: "0", DATA_DIR: dataDir, DATABASE_URL: databaseUrl, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const printed: string[] = [];
  const { promise: serving, resolve } = Promise.withResolvers<string>();
  const listen = (text: string): void => {
    printed.push(text);
    const [url] = printed.join("").match(/http:\/\/127\.0\.0\.1:\d+(?=\s)/) ?? [];
    if (url !== undefined) resolve(url);
  };
  const pipes = Promise.all([listenTo(child.stdout, listen), listenTo(child.stderr, listen)]);
  const tooLate = setTimeout(() => end(child, "SIGKILL"), startWithinMs);
  void serving.then(() => clearTimeout(tooLate));
  const ended = Promise.all([child.status, pipes]).then(([{ code, signal }]) => {
    clearTimeout(tooLate);
    return { code, signal, output: printed.join("") };
  });
  return { child, ended, serving, output: () => printed.join("") };
}

async function listenTo(pipe: ReadableStream<Uint8Array<ArrayBuffer>>, take: (text: string) => void) {
  for await (const text of pipe.pipeThrough(new TextDecoderStream())) take(text);
}

function end(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It had ended already.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** `run <flags> main.ts` as the start task has them, so that a test never runs with more rights than a user does. */
async function startArguments(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const command: string = typeof tasks.start === "string" ? tasks.start : tasks.start.command;
  const [, words] = command.match(/\bdeno (run .*?\bmain\.ts)\b/) ?? [];
  if (words === undefined) throw new Error(`The start task runs no "deno run … main.ts": "${command}"`);
  return words.split(/\s+/).map((word) => word.replaceAll(/["']/g, ""));
}
