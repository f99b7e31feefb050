// The bots' command line. Pure.

import type { Sex } from "../../protocol/domain.ts";
import {
  address,
  oneOf,
  option,
  parseCommandLine,
  type Parsed,
  wholeNumber,
} from "../command_line.ts";

export interface Options {
  readonly url: string;
  /** How many people are at hand from the start. */
  readonly count: number;
  /** Null: each has their own. */
  readonly age: number | null;
  readonly sex: Exclude<Sex, null> | null;
}

/** People that one run brings, at most: enough for fifty people who come alone. */
export const mostPeople = 100;
const youngest = 18;
const oldest = 99;
const sexes = ["female", "male", "other"] as const;

export const help =
  `Brings bots to a Trio server, so that someone alone finds company: simulated people, who say so.

  deno task bots [--count N] [--url URL] [--age N] [--sex female|male|other]

  --count N   how many to have at hand, 1 to ${mostPeople} (default 2). At most two of them ask for a trio at a time: with one
              person they make three, and a trio has a person in it. When those two are
              taken, the next two ask; when all are taken, more are brought, up to ${mostPeople}.
              With 1, a single one asks at a time, and it takes two people to meet them.
  --url URL   where the server is (default http://localhost:8000)
  --age N     all of this age, ${youngest} to ${oldest} (default: various)
  --sex SEX   all of this sex (default: various)

They accept anyone, and are matched with people alone who let bots in. For someone who asks for
"same age and sex", give that age and sex. Their accounts are marked as bots', and their names
contain "-bot-". Ctrl+C stops them: they withdraw their requests and leave their trios.`;

const spec = {
  count: option(wholeNumber(1, mostPeople), 2),
  url: option(address, "http://localhost:8000"),
  age: option(wholeNumber(youngest, oldest), null),
  sex: option({ ...oneOf(sexes), wants: "female, male or other" }, null),
};

export function parseOptions(words: readonly string[]): Parsed<Options> {
  return parseCommandLine(words, spec);
}
