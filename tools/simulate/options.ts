// The simulation's command line: words in, options out, or one sentence that says what is wrong.
// Pure.

import { isMixName, mixes, type MixName } from "./mixes.ts";

export interface Options {
  /** Arrivals a second. */
  readonly rate: number;
  readonly minutes: number;
  readonly mix: MixName;
  readonly seed: number;
  /** Seconds of waiting that make up for a year between the ages. */
  readonly credit: number;
  /** Where the picture goes. */
  readonly svg: string;
}

export type Parsed =
  | { readonly type: "run"; readonly options: Options }
  | { readonly type: "help" }
  | { readonly type: "wrong"; readonly detail: string };

const mixNames = Object.keys(mixes).join(", ");

export const help =
  `Plays arrivals at the real matcher, in virtual time, and tells how long people waited.

  deno task simulate [--rate 50] [--minutes 60] [--mix realistic] [--seed 1]
                     [--credit 10] [--svg simulate.svg]

  --rate N      arrivals a second, 0.01 to 10000; they come by chance (Poisson)
  --minutes N   virtual minutes, 1 to 1440
  --mix NAME    who comes: ${mixNames}
  --seed N      the same seed brings the same people at the same instants
  --credit N    seconds of waiting that make up for a year between the ages, 0.1 to 3600
  --svg FILE    where the picture of the waits goes`;

/** Reads the words behind the task's name; both `--rate 5` and `--rate=5` will do. */
export function parseOptions(words: readonly string[]): Parsed {
  const given: Record<string, string> = {
    rate: "50",
    minutes: "60",
    mix: "realistic",
    seed: "1",
    credit: "10",
    svg: "simulate.svg",
  };
  const rest = words.flatMap((word) =>
    /^--\w+=/.test(word) ? word.split(/=(.*)/s).slice(0, 2) : [word]
  );
  while (rest.length > 0) {
    const [word = "", value] = rest.splice(0, 2);
    if (word === "--help" || word === "-h") return { type: "help" };
    const name = word.replace(/^--/, "");
    if (!word.startsWith("--") || !Object.hasOwn(given, name)) {
      return wrong(`Unknown option "${word}"; see --help`);
    }
    if (value === undefined) return wrong(`Option "${word}" needs a value; see --help`);
    given[name] = value;
  }
  return check(given);
}

function check(given: Readonly<Record<string, string>>): Parsed {
  const { mix = "", svg = "" } = given;
  const [rate, minutes, seed] = [Number(given.rate), Number(given.minutes), Number(given.seed)];
  if (!(rate >= 0.01 && rate <= 10_000)) {
    return wrong(`Option "--rate" wants 0.01 to 10000, not "${given.rate}"`);
  }
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1_440) {
    return wrong(`Option "--minutes" wants 1 to 1440, not "${given.minutes}"`);
  }
  if (!isMixName(mix)) return wrong(`Option "--mix" wants one of ${mixNames}, not "${mix}"`);
  if (!Number.isInteger(seed) || seed < 0) {
    return wrong(`Option "--seed" wants a whole number, not "${given.seed}"`);
  }
  const credit = Number(given.credit);
  if (!(credit >= 0.1 && credit <= 3_600)) {
    return wrong(`Option "--credit" wants 0.1 to 3600, not "${given.credit}"`);
  }
  return { type: "run", options: { rate, minutes, mix, seed, credit, svg } };
}

function wrong(detail: string): Parsed {
  return { type: "wrong", detail };
}
