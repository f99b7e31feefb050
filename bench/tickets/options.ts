// The command line of the bench of tickets.

import { option, optionsOrExit, parseCommandLine, wholeNumber } from "../../tools/command_line.ts";

export interface BenchOptions {
  readonly rounds: number;
  /** People who ask in one round. */
  readonly people: number;
  /** Requests under way at a time, each on a connection of its own. */
  readonly together: number;
  /** Open tickets that a server finds when it starts; 0: that is not measured. */
  readonly open: number;
}

const help = `Measures tickets the whole way, and the loading of open ones.

  deno task bench:tickets [--rounds 5] [--people 3000] [--together 600] [--open 100000]

  --rounds N     how often; each round asks for other people, and one more warms up (0: none)
  --people N     who ask in one round
  --together N   requests under way at a time
  --open N       open tickets that a server finds when it starts (0: not measured)`;

const spec = {
  rounds: option(wholeNumber(), 5),
  people: option(wholeNumber(1), 3_000),
  together: option(wholeNumber(1), 600),
  open: option(wholeNumber(), 100_000),
};

export function readOptions(words: readonly string[]): BenchOptions {
  const given = optionsOrExit(parseCommandLine(words, spec), help);
  // People whose number is no multiple of three would leave some who wait for good.
  return { ...given, people: Math.ceil(given.people / 3) * 3 };
}
