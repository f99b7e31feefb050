// A program as a child process: what it prints is kept and looked through for a sign, and its end
// is awaited. A stopped one leaves nothing behind, its pipes included.

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

export interface Spawned extends Running {
  /** The first text printed that fits the sign; null: it ended without it, or there is none. */
  readonly first: Promise<string | null>;
}

export interface Spawning {
  readonly env?: Readonly<Record<string, string>>;
  /** What is waited for; null: it prints nothing once it works, and nothing is waited for. */
  readonly sign: RegExp | null;
  readonly cwd?: URL;
  /** Deno where it is left out. */
  readonly program?: string;
  /** In a process group of its own: a terminal's Ctrl+C does not reach it. */
  readonly detached?: boolean;
  /** Called with what it prints, as it comes. */
  readonly onText?: (text: string) => void;
}

const root = new URL("../", import.meta.url);
/** Only a process that hangs takes as long. */
const startWithinMs = 120_000;

export function spawn(args: readonly string[], options: Spawning): Spawned {
  const { env = {}, sign, cwd = root, program = Deno.execPath(), detached = false } = options;
  const streams = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command(program, { args: [...args], cwd, env, detached, ...streams })
    .spawn();
  const printed: string[] = [];
  const output = (): string => printed.join("");
  const { promise: first, resolve } = Promise.withResolvers<string | null>();
  let isFound = sign === null;
  if (sign === null) resolve(null);
  const listen = (text: string): void => {
    printed.push(text);
    options.onText?.(text);
    if (isFound || sign === null) return;
    const [found] = output().match(sign) ?? [];
    if (found === undefined) return;
    isFound = true;
    resolve(found);
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
