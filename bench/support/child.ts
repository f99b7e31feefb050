// A program of the bench as a process of its own, whose lines are read one by one.

/**
 * How a program of the bench is run, as its task runs itself: not all that it imports is in
 * deno.json.
 */
export const devRun = ["run", "--config=deno.dev.json", "--no-prompt", "--allow-all"] as const;

const endWithinMs = 15_000;

/** This checkout. */
export const root = new URL("../../", import.meta.url);

export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;

  /** `env` is added to this process's own; `cwd` is this checkout where none is named. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = root) {
    const streams = { stdin: "piped", stdout: "piped", stderr: "inherit" } as const;
    this.#process = new Deno.Command(Deno.execPath(), { args: [...args], cwd, env, ...streams })
      .spawn();
    this.#lines = readLines(this.#process.stdout);
    this.#input = this.#process.stdin.getWriter();
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The next line that it prints. Throws when it ends instead. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("A process of the bench ended early");
    return value;
  }

  async tell(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Tells it to end, and waits until it has; kills it when that takes too long. */
  async end(): Promise<void> {
    this.#process.kill("SIGTERM");
    const tooLate = setTimeout(() => this.#process.kill("SIGKILL"), endWithinMs);
    await this.#process.status.finally(() => clearTimeout(tooLate));
    await this.stop();
  }

  async stop(): Promise<void> {
    await this.#input.abort().catch(() => {});
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It had ended already, and has said why.
    }
    await this.#lines.return?.();
    await this.#process.status;
  }
}

async function* readLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let unread = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (unread + part).split("\n");
    unread = lines.pop() ?? "";
    yield* lines;
  }
}
