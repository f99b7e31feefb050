// The load tool's command line. Pure.

import {
  address,
  anyText,
  flag,
  numberWithin,
  option,
  parseCommandLine,
  type Parsed,
  wholeNumber,
} from "../command_line.ts";

export interface Options {
  readonly url: string;
  readonly users: number;
  /** Texts a second, of all users together. */
  readonly rate: number;
  readonly minutes: number;
  /** Of a hundred sockets so many are cut each minute. */
  readonly cuts: number;
  /** Of a hundred groups so many are left by a member each minute. */
  readonly leaves: number;
  /** Where the HTML report goes. */
  readonly report: string;
  /** Whether the accounts are deleted in the end. */
  readonly delete: boolean;
}

const most = { users: 20_000, rate: 20_000, minutes: 1_440, cuts: 600, leaves: 600 };

export const help = `Puts a Trio server under load, and checks meanwhile that it keeps its promises.

  deno task load [--users N] [--rate N] [--minutes N] [--url URL] [--cuts N] [--leaves N]
                 [--report FILE] [--delete] [--i-own-this-server]

  --users N    who sign up, ask for a trio and talk, 3 to ${most.users} (default 300); they are matched
               with each other alone
  --rate N     texts a second of all of them together, 1 to ${most.rate} (default 200)
  --minutes N  how long they talk, up to ${most.minutes}, fractions too (default 2)
  --url URL    where the server is (default http://localhost:8000)
  --cuts N     of a hundred sockets so many are cut each minute, at random, 0 to ${most.cuts} (default 10)
  --leaves N   of a hundred groups so many lose a member each minute, who goes to another one, 0 to
               ${most.leaves} (default 5)
  --report F   where the HTML report goes (default load_report.html)
  --delete     deletes the accounts in the end, and with them their texts
  --i-own-this-server
               for a server elsewhere than on this machine: load is an attack on anybody else's

Ctrl+C ends it early, with the report. Exit codes: 0 the promises were kept, 1 one was broken, 2 the
words are wrong, 3 the run could not be done, or not to its end.`;

const spec = {
  users: option(wholeNumber(3, most.users), 300),
  rate: option(numberWithin(1, most.rate), 200),
  minutes: option(numberWithin(0.01, most.minutes), 2),
  url: option(address, "http://localhost:8000"),
  cuts: option(numberWithin(0, most.cuts), 10),
  leaves: option(numberWithin(0, most.leaves), 5),
  report: option(anyText, "load_report.html"),
  delete: flag,
  "i-own-this-server": flag,
};

export function parseOptions(words: readonly string[]): Parsed<Options> {
  const parsed = parseCommandLine(words, spec);
  if (parsed.type !== "run") return parsed;
  const { "i-own-this-server": isOwn, ...options } = parsed.options;
  if (isOwn || isLoopback(options.url)) return { type: "run", options };
  return {
    type: "wrong",
    detail: `"${options.url}" is not this machine: load on somebody else's server is an attack. ` +
      "If it is yours, add --i-own-this-server",
  };
}

/** Whether an address, as `URL` writes it, is this machine's own, whoever answers for its name. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
