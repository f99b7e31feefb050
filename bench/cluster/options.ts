// The command line of the bench of the cluster.

import {
  anyText,
  listOf,
  oneOf,
  option,
  optionsOrExit,
  parseCommandLine,
  wholeNumber,
} from "../../tools/command_line.ts";
import { type StageName, stageNames } from "./stages.ts";

export interface ClusterOptions {
  readonly rounds: number;
  readonly groups: number;
  /** Texts a second; 0: as many as are acknowledged. */
  readonly paces: readonly number[];
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly only: readonly StageName[];
  /** The checkout of an earlier state; empty: none. */
  readonly old: string;
}

const help = `Measures what a message costs one process, and one to three nodes of a cluster.

  deno task bench:cluster [--rounds 3] [--groups 300] [--paces 200,2000,0] [--warm-up 3]
                          [--seconds 5] [--only ${stageNames.join(",")}] [--old PATH]

  --rounds N      how often each takes its turn
  --groups N      groups of three
  --paces N,N     texts a second; 0: the next one as soon as the last one is acknowledged
  --warm-up N     seconds of load before each figure
  --seconds N     seconds of load for each figure
  --only NAME     what is measured
  --old PATH      a checkout whose single process takes turns with this one's, ready to start:
                  deno install && deno task build`;

const spec = {
  rounds: option(wholeNumber(1), 3),
  groups: option(wholeNumber(1), 300),
  paces: option(listOf(wholeNumber()), [200, 2_000, 0]),
  "warm-up": option(wholeNumber(), 3),
  seconds: option(wholeNumber(1), 5),
  only: option(listOf(oneOf(stageNames)), stageNames),
  old: option(anyText, ""),
};

export function readOptions(words: readonly string[]): ClusterOptions {
  const given = optionsOrExit(parseCommandLine(words, spec), help);
  return {
    ...given,
    warmUpMs: given["warm-up"] * 1_000,
    measureMs: given.seconds * 1_000,
  };
}
