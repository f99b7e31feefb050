// `deno task test`: every test, or with a filter, `deno task test -- FILTER`, those alone whose
// name or file has it in it. What begins with a dash goes to `deno test` as it is.

import { plan } from "./test/plan.ts";

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

async function run(more: readonly string[]): Promise<number> {
  const args = [...words, ...more];
  const child = new Deno.Command(Deno.execPath(), { args, cwd: root }).spawn();
  const stop = () => child.kill("SIGTERM");
  Deno.addSignalListener("SIGTERM", stop);
  const { code } = await child.status;
  Deno.removeSignalListener("SIGTERM", stop);
  return code;
}

async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  for (const more of plan(args, await readTests("tests/"))) code ||= await run(more);
  return code;
}

Deno.exit(await main(Deno.args));
