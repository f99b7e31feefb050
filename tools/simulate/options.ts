// The simulation's command line. Pure.

import {
  anyText,
  numberWithin,
  oneOf,
  option,
  parseCommandLine,
  type Parsed,
  wholeNumber,
} from "../command_line.ts";
import { type LanguageMix, languageMixes, type MixName, mixNames } from "./mixes.ts";

export interface Options {
  /** Arrivals a second. */
  readonly rate: number;
  readonly minutes: number;
  readonly mix: MixName;
  readonly languages: LanguageMix;
  readonly seed: number;
  /** Seconds of waiting that make up for a year between the ages. */
  readonly credit: number;
  /** So many of a hundred go away while they wait. */
  readonly away: number;
  /** Minutes away after which a ticket sleeps; 0: none does. */
  readonly sleep: number;
  /** Where the picture goes. */
  readonly svg: string;
}

export const help =
  `Plays arrivals at the real matcher, in virtual time, and tells how long people waited.

  deno task simulate [--rate 50] [--minutes 60] [--mix realistic] [--languages one]
                     [--seed 1] [--credit 10] [--away 0] [--sleep 10] [--svg simulate.svg]

  --rate N      arrivals a second, 0.01 to 10000; they come by chance (Poisson)
  --minutes N   virtual minutes, 1 to 1440
  --mix NAME    who comes: ${mixNames.join(", ")}
  --languages NAME  what they speak: one (the same), or mixed (70 % share one, 30 % have two)
  --seed N      the same seed brings the same people at the same instants
  --credit N    seconds of waiting that make up for a year between the ages, 0.1 to 3600
  --away N      so many of a hundred go away while they wait, half of them for good, 0 to 90
  --sleep N     minutes away after which a ticket sleeps, 0 to 1440; 0: none does
  --svg FILE    where the picture of the waits goes`;

const spec = {
  rate: option(numberWithin(0.01, 10_000), 50),
  minutes: option(wholeNumber(1, 1_440), 60),
  mix: option(oneOf(mixNames), "realistic" as const),
  languages: option(oneOf(languageMixes), "one" as const),
  seed: option(wholeNumber(), 1),
  credit: option(numberWithin(0.1, 3_600), 10),
  away: option(wholeNumber(0, 90), 0),
  sleep: option(wholeNumber(0, 1_440), 10),
  svg: option(anyText, "simulate.svg"),
};

export function parseOptions(words: readonly string[]): Parsed<Options> {
  return parseCommandLine(words, spec);
}
