// What a task of deno.json runs, for who runs the same with the very same flags: the tests, the
// benchmarks and `deno task dev`.

/**
 * `run <flags> FILE` as the task has them, with `$DATA_DIR` and `$NET` put in as the task's shell
 * would. Reads deno.json in the folder `root`. Throws when the task runs no such file.
 */
export async function taskWords(
  root: URL,
  { task, file, dataDir = "", net = "" }: {
    readonly task: string;
    readonly file: string;
    readonly dataDir?: string;
    readonly net?: string;
  },
): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const command: string = tasks[task].command;
  const words = command.split(/\s+/).map((word) => word.replaceAll(/["']/g, ""));
  const [from, to] = [words.lastIndexOf("run", words.indexOf(file)), words.indexOf(file)];
  if (from < 0 || to < 0) {
    throw new Error(`The task "${task}" runs no "deno run … ${file}": "${command}"`);
  }
  return words.slice(from, to + 1)
    // By functions: in a text "$&" would stand for what is replaced.
    .map((word) => word.replaceAll("$DATA_DIR", () => dataDir).replaceAll("$NET", () => net));
}
