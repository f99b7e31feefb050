// The cluster's command line. Pure.

import { anyText, option, parseCommandLine, type Parsed, wholeNumber } from "../command_line.ts";

export interface Options {
  readonly nodes: number;
  /** Null: a free one. */
  readonly port: number | null;
  /** Null: a temporary folder, removed at the end. */
  readonly data: string | null;
}

/** Nodes have the names n1 to n16. */
const mostNodes = 16;

export const help =
  `Starts a cluster on this machine: Postgres, nodes, and HAProxy in front of them.

  deno task cluster [--nodes N] [--port PORT] [--data FOLDER]

  --nodes N       how many nodes, 1 to ${mostNodes} (default 3)
  --port PORT     where HAProxy listens (default: a free port)
  --data FOLDER   where the data are, and stay (default: a temporary folder)

Postgres and HAProxy must be installed: Debian's packages postgresql and haproxy. Settings of the
nodes are taken from the environment. A node that ends is started again. Ctrl+C stops all of it.`;

const spec = {
  nodes: option(wholeNumber(1, mostNodes), 3),
  port: option(wholeNumber(1, 65_535), null),
  data: option(anyText, null),
};

export function parseOptions(words: readonly string[]): Parsed<Options> {
  return parseCommandLine(words, spec);
}
