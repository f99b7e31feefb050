// The command line of the simulation of many nodes. Pure.

import {
  numberWithin,
  option,
  parseCommandLine,
  type Parsed,
  wholeNumber,
} from "../command_line.ts";

export interface Options {
  readonly nodes: number;
  /** Accounts. */
  readonly users: number;
  /** The share of them that is connected. */
  readonly online: number;
  /** Hellos a second that the store answers, all of its servers together. */
  readonly hellos: number;
  readonly seed: number;
}

export const help = `Simulates many nodes and users in virtual time, and prints figures.

  deno task simulate:cluster [--nodes 1000] [--users 100e6] [--online 0.1] [--hellos 40000]
                             [--seed 1]

  --nodes N     nodes, 3 to 2000
  --users N     accounts, 1000 to 1e9
  --online N    the share of them that is connected, 0.001 to 1
  --hellos N    hellos a second that the store answers, 10 to 1e7
  --seed N      the same seed gives the same figures`;

const spec = {
  nodes: option(wholeNumber(3, 2_000), 1_000),
  users: option(numberWithin(1_000, 1e9), 100e6),
  online: option(numberWithin(0.001, 1), 0.1),
  hellos: option(numberWithin(10, 1e7), 40_000),
  seed: option(wholeNumber(), 1),
};

export function parseOptions(words: readonly string[]): Parsed<Options> {
  return parseCommandLine(words, spec);
}
