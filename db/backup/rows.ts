// Rows as texts that every version of Postgres reads: a JSON array of the columns, each as Postgres
// itself writes it.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DB } from "../schema.ts";
import type { Table } from "./layout.ts";

/** Rows that are in memory at a time. */
const runLength = 1_000;

/** Equal for equal rows, in whatever order. */
export interface Digest {
  readonly rows: number;
  readonly sum: string;
}

/** Has this connection write all values in one way, whatever its settings were. */
export async function writeAlike(db: Kysely<DB>): Promise<void> {
  await sql`
    select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),
      set_config('IntervalStyle', 'iso_8601', false), set_config('bytea_output', 'hex', false),
      set_config('extra_float_digits', '1', false)`.execute(db);
}

/** All rows of a table as they were at its begin, in runs. */
export async function* rowsOf(
  db: Kysely<DB>,
  table: Table,
): AsyncGenerator<readonly string[], void, undefined> {
  const transaction = await db.startTransaction().execute();
  try {
    await sql`declare dumped no scroll cursor for select ${rowText(table)} as row from ${
      sql.table(table.name)
    }`.execute(transaction);
    for (;;) {
      const { rows } = await sql<{ readonly row: string }>`fetch ${sql.lit(runLength)} from dumped`
        .execute(transaction);
      if (rows.length === 0) break;
      yield rows.map(({ row }) => row);
    }
  } finally {
    await transaction.rollback().execute();
  }
}

/** Adds rows as `rowsOf` gives them. */
export async function addRows(
  db: Kysely<DB>,
  { name, columns }: Table,
  rows: readonly string[],
): Promise<void> {
  const values = columns.map(({ type }, at) => sql`(r ->> ${sql.lit(at)})::${sql.raw(type)}`);
  const names = columns.map((column) => sql.ref(column.name));
  await sql`
    insert into ${sql.table(name)} (${sql.join(names)}) overriding system value
    select ${sql.join(values)} from jsonb_array_elements(${`[${rows.join()}]`}::text::jsonb) as r`
    .execute(db);
}

export async function digestOf(db: Kysely<DB>, table: Table): Promise<Digest> {
  const { rows: [digest] } = await sql<{ readonly rows: string; readonly sum: string }>`
    select count(*)::text as rows, coalesce(sum(
      ('x' || left(encode(sha256(convert_to(${
    rowText(table)
  }, 'UTF8')), 'hex'), 16))::bit(64)::bigint
    ), 0)::text as sum
    from ${sql.table(table.name)}`.execute(db);
  if (!digest) throw new Error("A count has no row");
  return { rows: Number(digest.rows), sum: digest.sum };
}

function rowText({ columns }: Table): RawBuilder<string> {
  const texts = columns.map(({ name }) => sql`${sql.ref(name)}::text`);
  return sql`array_to_json(array[${sql.join(texts)}])::text`;
}
