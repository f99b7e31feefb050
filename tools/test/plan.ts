// Which runs of `deno test` a filter takes.

/**
 * What `deno test` is given, run by run, for the words behind `deno task test` and the texts of the
 * test files by their path. To load a file takes longer than most tests, so that the names are
 * looked for in those files alone that have the filter in them. A name that is put together at run
 * time may be in none: then all are loaded.
 */
export function plan(args: readonly string[], texts: ReadonlyMap<string, string>): string[][] {
  const words = args[0] === "--" ? args.slice(1) : args;
  if (words.length === 0 || words[0]?.startsWith("-")) return [["tests/", ...words]];
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
