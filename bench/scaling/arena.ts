// A database with the program's schema, its store, and a connection to measure by.

import type { Kysely } from "kysely";
// @ts-types="@types/pg"
import pg from "pg";
import { createJournal } from "../../db/groups/journal.ts";
import { migrate } from "../../db/migrate.ts";
import { createPostgres, createStore } from "../../db/open.ts";
import type { DB } from "../../db/schema.ts";
import type { Store } from "../../db/store/store.ts";
import type { OwnPostgres } from "../../tests/support/store/postgres.ts";
import { familyCpuMs, postmasterOf } from "../support/machine.ts";
import { partition } from "./partition.ts";

export interface Arena extends AsyncDisposable {
  readonly db: Kysely<DB>;
  readonly store: Store;
  readonly run: Run;
  /** What a run takes: by the clock, of Postgres' processor time and of its log. */
  cost(run: () => Promise<unknown>): Promise<Cost>;
}

type Run = <Row = Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>;

export interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
  readonly walBytes: number;
}

export interface Shape {
  readonly name: string;
  /** Of the messages; 0: they are in one table. */
  readonly partitions: number;
  /** Whether a statement is planned once for a connection, whatever its values. */
  readonly isGeneric: boolean;
}

export async function createArena(postgres: OwnPostgres, shape: Shape): Promise<Arena> {
  const url = addressOf(await postgres.schema(shape.name), shape);
  const db = createPostgres(url, 0);
  await migrate(db);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // As the program's own connections are.
  await client.query(
    "select set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false)",
  );
  const run = preparing(client);
  if (shape.partitions > 0) await partition(run, shape.partitions);
  const postmaster = await postmasterOf(url);
  return {
    db,
    store: createStore(db, createJournal(db)),
    run,
    async cost(measured) {
      const begin = await readGauges(run, postmaster);
      await measured();
      const end = await readGauges(run, postmaster);
      return {
        ms: end.ms - begin.ms,
        cpuMs: end.cpuMs - begin.cpuMs,
        walBytes: end.walBytes - begin.walBytes,
      };
    },
    async [Symbol.asyncDispose]() {
      await client.end();
      await db.destroy();
    },
  };
}

function addressOf(url: string, { isGeneric }: Shape): string {
  const address = new URL(url);
  const options = address.searchParams.get("options");
  if (isGeneric) {
    address.searchParams.set("options", `${options} -c plan_cache_mode=force_generic_plan`);
  }
  return address.href;
}

/** Statements with values are prepared once, as the program's are. */
function preparing(client: pg.Client): Run {
  const names = new Map<string, string>();
  return async <Row>(text: string, values?: readonly unknown[]) => {
    if (values === undefined) return (await client.query(text)).rows as Row[];
    const name = names.get(text) ?? `s${names.size}`;
    names.set(text, name);
    return (await client.query({ name, text, values: [...values] })).rows as Row[];
  };
}

async function readGauges(run: Run, postmaster: number): Promise<Cost> {
  const [row] = await run<{ bytes: string }>(
    "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as bytes",
  );
  const cpuMs = await familyCpuMs(postmaster);
  return { ms: performance.now(), cpuMs, walBytes: Number(row?.bytes) };
}
