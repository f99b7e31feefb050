// How often each fault happens: `--rounds N` behind the test command's `--`, else what the test
// names.

import { parseArgs } from "node:util";
import { wholeNumber } from "../../../tools/command_line.ts";

const rounds = wholeNumber(1, 9_999);

/** Other words are the test command's. Throws when no such number follows the option. */
export function readRounds(usual: number): number {
  const options = { rounds: { type: "string" } } as const;
  const { values } = parseArgs({ args: Deno.args, options, strict: false });
  if (values.rounds === undefined) return usual;
  return rounds.read(String(values.rounds)) ??
    fail(`Option "--rounds" wants ${rounds.wants}, not "${values.rounds}"`);
}

function fail(sentence: string): never {
  throw new Error(sentence);
}
