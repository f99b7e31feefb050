// `deno task test`: every test, or with a filter, `deno task test -- FILTER`, those alone whose
// name or file has it in it. What begins with a dash goes to `deno test` as it is.

import { startOwnPostgres } from "../tests/support/store/postgres.ts";
import { plan, takesPostgres } from "./test/plan.ts";
import { Relay } from "./test/relay.ts";

/** Runs at a time: while one waits for a server, a database or a browser, the other computes. */
const lanes = 2;
const root = new URL("../", import.meta.url);
const words = ["test", "--config", "deno.dev.json", "--no-check", "--no-prompt", "--allow-all"];

/** The text of every test file, by its path from the project's root. */
async function readTests(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    const path = folder + name;
    if (isDirectory) { for (const entry of await readTests(`${path}/`)) found.set(...entry); }
    if (name.endsWith("_test.ts")) found.set(path, await Deno.readTextFile(new URL(path, root)));
  }
  return found;
}

interface Printed {
  readonly to: typeof Deno.stdout;
  readonly bytes: Uint8Array;
}

/**
 * The address of a Postgres for all files of a run, each of which has a schema of its own there: to
 * start one takes longer than the tests of most files. Null: none is wanted, or one is named.
 */
async function sharedPostgres(runs: readonly string[][], stack: DisposableStack) {
  if (Deno.env.has("TEST_POSTGRES_URL") || !runs.some(takesPostgres)) return null;
  const postgres = await startOwnPostgres({ fsync: false });
  stack.defer(() => postgres.remove());
  return postgres.url;
}

interface Run {
  readonly more: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly print: (printed: Printed) => void;
}

async function run({ more, env, print }: Run): Promise<number> {
  const args = [...words, ...more];
  const pipes = { stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command(Deno.execPath(), { args, env, cwd: root, ...pipes }).spawn();
  const stop = () => child.kill("SIGTERM");
  Deno.addSignalListener("SIGTERM", stop);
  const listen = async (pipe: ReadableStream<Uint8Array>, to: typeof Deno.stdout) => {
    for await (const bytes of pipe) print({ to, bytes });
  };
  const heard = [listen(child.stdout, Deno.stdout), listen(child.stderr, Deno.stderr)];
  const [{ code }] = await Promise.all([child.status, ...heard]);
  Deno.removeSignalListener("SIGTERM", stop);
  return code;
}

function write({ to, bytes }: Printed): void {
  for (let from = 0; from < bytes.length;) from += to.writeSync(bytes.subarray(from));
}

/** Every run, two at a time; 0 when all have passed. */
async function main(args: readonly string[]): Promise<number> {
  const runs = plan(args, await readTests("tests/"));
  using stack = new DisposableStack();
  const url = await sharedPostgres(runs, stack);
  // The runs end by this signal themselves.
  Deno.addSignalListener("SIGINT", () => {
    stack.dispose();
    Deno.exit(130);
  });
  const left = runs.entries();
  const relay = new Relay(write);
  const codes: number[] = [];
  const goOn = async () => {
    for (const [nth, more] of left) {
      const env = url && takesPostgres(more) ? { TEST_POSTGRES_URL: url } : {};
      codes.push(await run({ more, env, print: (printed) => relay.put(nth, printed) }));
      relay.end(nth);
    }
  };
  await Promise.all(Array.from({ length: lanes }, goOn));
  return codes.find((code) => code !== 0) ?? 0;
}

Deno.exit(await main(Deno.args));
