// `deno task attack`: attacks on a server of its own, on this machine alone, with what they have
// done in figures. Not a part of the tests: it takes minutes and a quiet machine.

import { oneOf, option, optionsOrExit, parseCommandLine } from "../../../tools/command_line.ts";
import { guessing } from "./guessing.ts";
import { halfOpen } from "./half_open.ts";
import { fragments } from "./fragments.ts";
import { logInFlood } from "./log_in_flood.ts";
import { nameTiming } from "./name_timing.ts";
import { readFlood } from "./read_flood.ts";
import { siteFlood } from "./site_flood.ts";
import { stoppedReaders } from "./stopped_readers.ts";

/** Each gives the lines of its figures. */
const attacks = {
  guessing,
  site: siteFlood,
  log_ins: logInFlood,
  fragments,
  readers: stoppedReaders,
  half_open: halfOpen,
  timing: nameTiming,
  reads: readFlood,
} as const;
type Name = keyof typeof attacks;
const names = Object.keys(attacks) as Name[];

const help = `Attacks a server of its own and prints figures.

  deno task attack [--only NAME]

  --only NAME  ${names.join(", ")}`;

const { only } = optionsOrExit(
  parseCommandLine(Deno.args, { only: option<Name, null>(oneOf(names), null) }),
  help,
);
for (const name of only === null ? names : [only]) {
  console.log(name);
  for (const line of await attacks[name]()) console.log(`  ${line}`);
}
