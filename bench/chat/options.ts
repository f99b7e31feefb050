// The command line of the bench of chat.

import {
  listOf,
  oneOf,
  option,
  optionsOrExit,
  parseCommandLine,
  wholeNumber,
} from "../../tools/command_line.ts";
import { type Name, names, usualNames } from "./contestant.ts";

export interface BenchOptions {
  readonly rounds: number;
  readonly groups: readonly number[];
  /** Idle sockets that the memory is measured with; 0: not at all. */
  readonly idle: number;
  readonly idleRounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Texts a second for all after saturation; 0: half of what was reached. */
  readonly pace: number;
  /** Messages over which the server's memory is watched; 0: not at all. */
  readonly soak: number;
  readonly only: readonly Name[];
}

const help = `Measures durable messages, delays, CPU time and memory.

  deno task bench:chat [--rounds 5] [--groups 300,1000] [--idle 12000] [--idle-rounds 3]
                       [--warm-up 10] [--seconds 10] [--pace 0] [--soak 0]
                       [--only ${names.join(",")}]

  --rounds N        how often each program takes its turn under load (0: no load)
  --groups N,N      groups of three; all rounds for each number
  --idle N          idle sockets with which memory is measured (0: not measured)
  --idle-rounds N   how often
  --warm-up N       seconds of load before each figure
  --seconds N       seconds of load for each figure
  --pace N          texts a second of the paced load (0: half of what the program reached; for the
                    bare one, half of what Trio reached in the same round)
  --soak N          messages over which Trio's memory is watched (0: not watched)
  --only NAME,NAME  who is measured; all but those with metrics unless it is given`;

const spec = {
  rounds: option(wholeNumber(), 5),
  groups: option(listOf(wholeNumber(1)), [300, 1_000]),
  idle: option(wholeNumber(), 12_000),
  "idle-rounds": option(wholeNumber(), 3),
  "warm-up": option(wholeNumber(), 10),
  seconds: option(wholeNumber(1), 10),
  pace: option(wholeNumber(), 0),
  soak: option(wholeNumber(), 0),
  only: option(listOf(oneOf(names)), usualNames),
};

export function readOptions(words: readonly string[]): BenchOptions {
  const given = optionsOrExit(parseCommandLine(words, spec), help);
  return {
    ...given,
    idleRounds: given["idle-rounds"],
    warmUpMs: given["warm-up"] * 1_000,
    measureMs: given.seconds * 1_000,
  };
}
