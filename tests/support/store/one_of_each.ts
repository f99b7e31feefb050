// Two rows in each table of the schema, whatever tables there are, with values that are easily
// spoilt on their way through a file.

import { type Kysely, sql } from "kysely";
import { type Column, readLayout, type Table } from "../../../db/backup/layout.ts";
import type { DB } from "../../../db/schema.ts";

/** What quotes, breaks and escapes may spoil. */
const oddText = `O'Brien says "\\x" {a,b},\n\tNULL \\. é 😀 \u0001`;

const hash = (row: number) => String(row).repeat(64);

/** Values that a check of the schema asks for, or whose absence would show nothing. */
const chosen: Readonly<Record<string, (row: number) => unknown>> = {
  "groups.why": (row) => row === 0 ? null : `{"a": "${row}", "b": [1.50, null, "\\"😀"]}`,
  "invites.hash": hash,
  "recovery_codes.hash": hash,
  "messages.by": (row) => id(row),
  "messages.kind": () => "text",
  "messages.arrival": (row) => row === 0 ? null : "9007199254740995",
  "partners.partner_id": (row) => id(1 - row),
  "pushes.group_id": (row) => id(row),
  "push_key.is_only": () => true,
  "users.username_key": (row) => `key ${row}`,
  "users.languages": (row) => row === 0 ? null : `{en,"f,r","${'\\"'}"}`,
};

/** The same for accounts, groups and all else: what refers to a row finds it. */
function id(row: number): string {
  return `00000000-0000-4000-8000-00000000000${row}`;
}

const ofType: Readonly<Record<string, (row: number) => unknown>> = {
  uuid: id,
  "uuid[]": (row) => `{${id(row)},${id(7)}}`,
  text: (row) => `${oddText} ${row}`,
  "text[]": (row) => `{NULL,"","a,b \\"${row}\\" {}"}`,
  jsonb: (row) => `{"row": ${row}, "text": "\\u0001 \\\\ 😀", "number": 12345678901234567890.10}`,
  bigint: (row) => 5 + row,
  integer: (row) => 5 + row,
  smallint: (row) => 5 + row,
  boolean: (row) => row === 0,
  date: (row) => `199${row}-02-28`,
  "timestamp(3) with time zone": (row) => `2026-03-29 0${row}:59:59.123+00`,
  "timestamp with time zone": (row) => `2026-03-29 0${row}:59:59.123456+00`,
};

/** Into an empty PGlite of the program's schema; returns the names of the tables. */
export async function fillEachTable(db: Kysely<DB>): Promise<readonly string[]> {
  const { tables, sequences } = await readLayout(db);
  await sql`set session_replication_role = replica`.execute(db);
  for (const table of tables) {
    const nullable = await nullableOf(db, table.name);
    for (const row of table.name === "push_key" ? [0] : [0, 1]) {
      await insert(db, table, { row, nullable, allowed: await allowedIn(db, table.name) });
    }
  }
  for (const { name } of sequences) {
    await sql`select setval(${name}::text::regclass, 9007199254740997)`.execute(db);
  }
  await sql`set session_replication_role = default`.execute(db);
  return tables.map(({ name }) => name);
}

interface Filling {
  readonly row: number;
  readonly nullable: ReadonlySet<string>;
  /** By column: the first value of those that a check allows. */
  readonly allowed: ReadonlyMap<string, string>;
}

async function insert(
  db: Kysely<DB>,
  { name, columns }: Table,
  { row, nullable, allowed }: Filling,
): Promise<void> {
  /** Two users of one row are two. */
  let users = 0;
  const valueOf = (column: Column) => {
    const own = chosen[`${name}.${column.name}`];
    if (own) return own(row);
    if (nullable.has(column.name)) return null;
    if (allowed.has(column.name)) return allowed.get(column.name);
    if (/^(blocker|blocked|by|about|user_id|other_id|leaver|owner)$/.test(column.name)) {
      return id((row + users++) % 2);
    }
    const make = ofType[column.type];
    if (!make) throw new Error(`"${name}.${column.name}" has the type "${column.type}"`);
    return make(row);
  };
  const values = columns.map((column) =>
    sql`${textOf(valueOf(column))}::text::${sql.raw(column.type)}`
  );
  await sql`
    insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column.name)))})
    overriding system value values (${sql.join(values)})`.execute(db);
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

async function nullableOf(db: Kysely<DB>, table: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ readonly name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${table}::text::regclass and attnum > 0 and not attnotnull`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

async function allowedIn(db: Kysely<DB>, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ readonly text: string }>`
    select pg_get_constraintdef(oid) as text from pg_constraint
    where conrelid = ${table}::text::regclass and contype = 'c'`.execute(db);
  return new Map(rows.flatMap(({ text }) => {
    const [, column, value] = /\(\((\w+) = ANY \(ARRAY\['(\w+)'/.exec(text) ?? [];
    return column === undefined || value === undefined ? [] : [[column, value] as const];
  }));
}
