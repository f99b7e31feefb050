// Layout: what of a database has to be copied so that nothing is missing, read from its catalog.

import { type Kysely, sql } from "kysely";
import { appliedMigrations } from "../migrate.ts";
import type { DB } from "../schema.ts";

export interface Column {
  readonly name: string;
  /** As Postgres writes it. */
  readonly type: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface Sequence {
  readonly name: string;
  /** In digits; null: it has given no number yet. */
  readonly last: string | null;
}

export interface Layout {
  readonly migrations: readonly string[];
  /** Each behind those that it refers to. */
  readonly tables: readonly Table[];
  readonly sequences: readonly Sequence[];
}

/** The layout of the program's schema in a database. */
export async function readLayout(db: Kysely<DB>): Promise<Layout> {
  return {
    migrations: await appliedMigrations(db),
    tables: inOrder(await readTables(db), await readReferences(db)),
    sequences: await readSequences(db),
  };
}

/** Whether rows of one fit into the other. */
export function isSameLayout(one: Layout, other: Layout): boolean {
  const shape = ({ tables, sequences }: Layout) =>
    JSON.stringify([tables, sequences.map(({ name }) => name).sort()]);
  return shape(one) === shape(other);
}

/** Without the migrator's own two, which say what was migrated in this database alone. */
async function readTables(db: Kysely<DB>): Promise<readonly Table[]> {
  const { rows } = await sql<Table>`
    select c.relname as name,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
        order by a.attname) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and c.relname not like 'kysely\_%'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`.execute(db);
  return rows;
}

interface Reference {
  readonly from: string;
  readonly to: string;
}

/** Of a table to itself none: its rows come by one statement, or are checked at the end. */
async function readReferences(db: Kysely<DB>): Promise<readonly Reference[]> {
  const { rows } = await sql<Reference>`
    select distinct a.relname as from, b.relname as to
    from pg_constraint k join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
    where k.contype = 'f' and a.relnamespace = current_schema()::regnamespace and a.oid <> b.oid`
    .execute(db);
  return rows;
}

async function readSequences(db: Kysely<DB>): Promise<readonly Sequence[]> {
  const { rows } = await sql<Sequence>`
    select sequencename as name, last_value::text as last from pg_sequences
    where schemaname = current_schema() order by sequencename`.execute(db);
  return rows;
}

function inOrder(tables: readonly Table[], references: readonly Reference[]): readonly Table[] {
  const sorted: Table[] = [];
  const isSorted = (name: string) => sorted.some((table) => table.name === name);
  while (sorted.length < tables.length) {
    const next = tables.find(({ name }) =>
      !isSorted(name) && references.every(({ from, to }) => from !== name || isSorted(to))
    );
    if (!next) throw new Error("Tables refer to each other in a circle");
    sorted.push(next);
  }
  return sorted;
}
