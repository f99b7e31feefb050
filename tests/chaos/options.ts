// The command line of the chaos tests. Pure.

import {
  anyText,
  option,
  parseCommandLine,
  type Parsed,
  wholeNumber,
} from "../../tools/command_line.ts";

export interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly nodes: number;
  readonly groups: number;
  /** Texts a second, of all members together. */
  readonly rate: number;
  /** Null: every fault. */
  readonly only: string | null;
}

export const help =
  `Runs a cluster of real processes under faults, and holds what its clients saw against the database.

  deno task test:chaos [--minutes N] [--seed N] [--nodes N] [--groups N] [--rate N] [--only TEXT]

  --minutes N   how long faults go on (default 3)
  --seed N      from which all chance comes (default 1)
  --nodes N     how many nodes, 1 to 16 (default 3)
  --groups N    how many groups of three talk, 1 to 600 (default 300)
  --rate N      texts a second of all of them (default 600)
  --only TEXT   the faults that have it in their name (default: all)

Postgres and HAProxy must be installed: Debian's packages postgresql and haproxy. With faketime,
nodes are started with wrong clocks, too.`;

const spec = {
  minutes: option(wholeNumber(1), 3),
  seed: option(wholeNumber(), 1),
  nodes: option(wholeNumber(1, 16), 3),
  groups: option(wholeNumber(1, 600), 300),
  rate: option(wholeNumber(1), 600),
  only: option(anyText, null),
};

export function parseOptions(words: readonly string[]): Parsed<Options> {
  return parseCommandLine(words, spec);
}
