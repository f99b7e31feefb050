// How often each fault happens: `--rounds N` behind the test command's `--`, else what the test
// names.

/** Throws when the option is there and no whole number follows. */
export function readRounds(usual: number): number {
  const at = Deno.args.indexOf("--rounds");
  if (at < 0) return usual;
  const value = Deno.args[at + 1] ?? "";
  if (!/^[1-9]\d{0,3}$/.test(value)) {
    throw new Error(`--rounds is "${value}", expected a whole number from 1`);
  }
  return Number(value);
}
