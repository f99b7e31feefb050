// `deno task bench:scaling`: what a message, a page and a hello cost Postgres, with `messages` as
// it is and in hash partitions; and what other ways to write the SQL that clusters of databases
// lack would cost. On a Postgres of its own with its default durability. Judges nothing.

import {
  flag,
  option,
  optionsOrExit,
  parseCommandLine,
  wholeNumber,
} from "../tools/command_line.ts";
import { startOwnPostgres } from "../tests/support/store/postgres.ts";
import { measureForming } from "./scaling/alternative_forming.ts";
import { measureQueries } from "./scaling/alternative_queries.ts";
import { measureWrites } from "./scaling/alternative_writes.ts";
import { createArena, type Shape } from "./scaling/arena.ts";
import { measureHellos } from "./scaling/hellos.ts";
import { measureKept } from "./scaling/kept_members.ts";
import { measureLog } from "./scaling/log_costs.ts";
import { measureStandby } from "./scaling/standby.ts";
import { describeMachine } from "./support/machine.ts";

const help = `Measures what Postgres does for messages, pages and hellos.

  deno task bench:scaling [--messages 1000000] [--groups 33000] [--standby]

  --messages N   in the log when it is measured
  --groups N     among which they are spread evenly
  --standby      measure a Postgres with a standby instead, and a fail-over`;

const spec = {
  messages: option(wholeNumber(1_000), 1_000_000),
  groups: option(wholeNumber(1_000), 33_000),
  standby: flag,
};

const shapes: readonly Shape[] = [
  { name: "plain", partitions: 0, isGeneric: false },
  { name: "plain_generic", partitions: 0, isGeneric: true },
  { name: "hash16", partitions: 16, isGeneric: false },
  { name: "hash16_generic", partitions: 16, isGeneric: true },
  { name: "hash64", partitions: 64, isGeneric: false },
  { name: "hash64_generic", partitions: 64, isGeneric: true },
];

interface Options {
  readonly messages: number;
  readonly groups: number;
  readonly standby: boolean;
}

async function main(options: Options): Promise<void> {
  console.log(await describeMachine());
  if (options.standby) return await measureStandby();
  const postgres = await startOwnPostgres();
  try {
    for (const shape of shapes) {
      await using arena = await createArena(postgres, shape);
      console.log(`\n## ${shape.name}: ${shape.partitions || "no"} partitions`);
      const world = await measureLog(arena, options);
      await measureHellos(arena, world);
      if (shape.partitions > 0 || shape.isGeneric) continue;
      await measureKept(arena, world);
      await measureQueries(arena, world);
      await measureWrites(arena, world);
      await measureForming(arena);
    }
  } finally {
    postgres.remove();
  }
}

if (import.meta.main) await main(optionsOrExit(parseCommandLine(Deno.args, spec), help));
