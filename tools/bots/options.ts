// The bots' command line: words in, options out, or one sentence that says what is wrong. Pure.

import type { Sex } from "../../protocol/domain.ts";

export interface Options {
  readonly url: string;
  /** How many people are at hand from the start. */
  readonly count: number;
  /** Null: each has their own. */
  readonly age: number | null;
  readonly sex: Exclude<Sex, null> | null;
}

export type Parsed =
  | { readonly type: "run"; readonly options: Options }
  | { readonly type: "help" }
  | { readonly type: "wrong"; readonly detail: string };

/** People that one run brings at most: enough for fifty people who each came alone. */
export const mostPeople = 100;
const youngest = 18;
const oldest = 99;
const sexes = ["female", "male", "other"] as const;

export const help = `Brings simulated people to a Trio server, so that someone alone finds company.

  deno task bots [--count N] [--url URL] [--age N] [--sex female|male|other]

  --count N   how many to have at hand, 1 to ${mostPeople} (default 2). At most two of them ask for a trio at a time: with one
              person they make three, and three of them would only meet each other. When those two are
              taken, the next two ask; when all are taken, more are brought, up to ${mostPeople}.
              With 1, a single one asks at a time, and it takes two people to meet them.
  --url URL   where the server is (default http://localhost:8000)
  --age N     all of this age, ${youngest} to ${oldest} (default: various)
  --sex SEX   all of this sex (default: various)

They accept anyone. For someone who asks for "same age and sex", give that age and sex.
Their names contain "-bot-". Ctrl+C stops them: they withdraw their requests and go offline.`;

/** Reads the words behind the task's name; both `--url X` and `--url=X` will do. */
export function parseOptions(words: readonly string[]): Parsed {
  const given = new Map<string, string>();
  const rest = words.flatMap((word) => /^--\w+=/.test(word) ? split(word) : [word]);
  while (rest.length > 0) {
    const [name = "", value] = rest.splice(0, 2);
    if (name === "--help" || name === "-h") return { type: "help" };
    if (!["--count", "--url", "--age", "--sex"].includes(name)) {
      return wrong(`Unknown option "${name}"; see --help`);
    }
    if (value === undefined) return wrong(`Option "${name}" needs a value; see --help`);
    given.set(name, value);
  }
  return check(given);
}

function split(word: string): [string, string] {
  const at = word.indexOf("=");
  return [word.slice(0, at), word.slice(at + 1)];
}

function check(given: ReadonlyMap<string, string>): Parsed {
  const url = readUrl(given.get("--url") ?? "http://localhost:8000");
  if (url === null) {
    return wrong(`Option "--url" wants an http or https address, not "${given.get("--url")}"`);
  }
  const count = readWhole(given.get("--count") ?? "2", 1, mostPeople);
  if (count === null) {
    return wrong(`Option "--count" wants 1 to ${mostPeople}, not "${given.get("--count")}"`);
  }
  const ageText = given.get("--age");
  const age = ageText === undefined ? null : readWhole(ageText, youngest, oldest);
  if (age === null && ageText !== undefined) {
    return wrong(`Option "--age" wants ${youngest} to ${oldest}, not "${ageText}"`);
  }
  const sexText = given.get("--sex");
  const sex = sexes.find((one) => one === sexText) ?? null;
  if (sex === null && sexText !== undefined) {
    return wrong(`Option "--sex" wants female, male or other, not "${sexText}"`);
  }
  return { type: "run", options: { url, count, age, sex } };
}

function readWhole(text: string, least: number, most: number): number | null {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : null;
}

function readUrl(text: string): string | null {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null;
}

function wrong(detail: string): Parsed {
  return { type: "wrong", detail };
}
