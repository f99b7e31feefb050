// Which runs of `deno test` there are.

/** The folders whose tests take longest, the longest first: each is a run of its own. */
const long = ["tests/browser/", "tests/store/", "tests/chaos/", "tests/faults/", "tests/http/"];

/**
 * Runs of their own that come last, behind all other folders in one run: the shorter the last runs
 * are, the less time the one that ends first has nothing beside it.
 */
const last = ["tests/sim/", "tests/rules/", "tests/client/"];

/**
 * What `deno test` is given, run by run, for the words behind `deno task test` and the texts of the
 * test files by their path. Runs go on beside each other. To load a file takes longer than most
 * tests, so that the names are looked for in those files alone that have the filter in them. A name
 * that is put together at run time may be in none: then all are loaded.
 */
export function plan(args: readonly string[], texts: ReadonlyMap<string, string>): string[][] {
  const words = args[0] === "--" ? args.slice(1) : args;
  if (words.length === 0) return wholeRuns([...texts.keys()]);
  if (words[0]?.startsWith("-")) return [["tests/", ...words]];
  const filter = words.join(" ");
  const whole = [...texts.keys()].filter((path) => path.includes(filter));
  const named = [...texts].filter(([path, text]) => !whole.includes(path) && text.includes(filter))
    .map(([path]) => path);
  if (whole.length + named.length === 0) return [["--filter", filter, "tests/"]];
  return [
    ...(whole.length > 0 ? [whole] : []),
    ...(named.length > 0 ? [["--filter", filter, ...named]] : []),
  ];
}

/** Whether nearly every file of a run asks for a Postgres. */
export function takesPostgres(run: readonly string[]): boolean {
  return run.includes("tests/store/");
}

/** Every file in one run, and no file in two. */
function wholeRuns(paths: readonly string[]): string[][] {
  const folders = new Set(paths.map((path) => /^tests\/[^/]*\/?/.exec(path)?.[0] ?? path));
  const alone = (names: readonly string[]) =>
    names.filter((folder) => folders.has(folder)).map((folder) => [folder]);
  const others = [...folders].filter((folder) => !long.includes(folder) && !last.includes(folder));
  return [...alone(long), others, ...alone(last)].filter((run) => run.length > 0);
}
