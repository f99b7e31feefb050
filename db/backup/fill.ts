// Fills a database with the rows of another one, or of a backup, all or nothing.

import { type Kysely, sql } from "kysely";
import { appliedMigrations, migrateAs } from "../migrate.ts";
import type { DB } from "../schema.ts";
import { isSameLayout, type Layout, readLayout, type Table } from "./layout.ts";
import { addRows, digestOf, rowsOf, writeAlike } from "./rows.ts";

export interface RowsSource {
  readonly layout: Layout;
  /** To be called for each table, in the order of the layout. */
  readonly rowsOf: (table: Table) => AsyncIterable<readonly string[]>;
  /** Called with what was filled, before it is committed; throws when it is not the same. */
  readonly check: (filled: Kysely<DB>, rows: RowCounts) => Promise<void>;
}

/** By the name of the table. */
export type RowCounts = Readonly<Record<string, number>>;

/** A database that nobody else writes in meanwhile. */
export async function sourceOf(db: Kysely<DB>): Promise<RowsSource> {
  await writeAlike(db);
  const layout = await readLayout(db);
  return {
    layout,
    rowsOf: (table) => rowsOf(db, table),
    async check(filled) {
      for (const table of layout.tables) {
        const [there, here] = [await digestOf(db, table), await digestOf(filled, table)];
        if (there.rows !== here.rows || there.sum !== here.sum) {
          throw new Error(
            `The rows of "${table.name}" did not arrive as they were: ` +
              `"${here.rows}" of "${there.rows}", or others`,
          );
        }
      }
    },
  };
}

/**
 * Gives an empty database the schema of the source and its rows. Throws a sentence when it is not
 * empty, or a source is not as it should be; then it has no rows.
 */
export async function fillDatabase(db: Kysely<DB>, source: RowsSource): Promise<RowCounts> {
  await refuseOthers(db);
  await migrateAs(db, source.layout.migrations);
  const counts = await db.transaction().execute(async (transaction) => {
    const layout = await readLayout(transaction);
    if (!isSameLayout(layout, source.layout)) {
      throw new Error("Its tables are not those of the migrations that it names");
    }
    await refuseRows(transaction, layout.tables);
    return await fill(transaction, layout.tables, source);
  });
  await sql`analyze`.execute(db);
  return counts;
}

async function fill(
  db: Kysely<DB>,
  tables: readonly Table[],
  source: RowsSource,
): Promise<RowCounts> {
  await writeAlike(db);
  // Between two statements rows are read elsewhere.
  await sql`select set_config('idle_in_transaction_session_timeout', '0', true)`.execute(db);
  // Triggers look at what is new; these rows have passed them once, maybe by other rules.
  await setTriggers(db, tables, "disable");
  const counts: Record<string, number> = {};
  for (const table of tables) {
    counts[table.name] = 0;
    for await (const rows of source.rowsOf(table)) {
      await addRows(db, table, rows).catch((error) => {
        throw isRefusal(error)
          ? new Error(`It is damaged: not all rows of "${table.name}" fit`, { cause: error })
          : error;
      });
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
    }
  }
  for (const { name, last } of source.layout.sequences) {
    if (last !== null) {
      await sql`select setval(${name}::text::regclass, ${last}::text::bigint)`.execute(db);
    }
  }
  // A table with a check that waits for the end cannot be altered.
  await sql`set constraints all immediate`.execute(db);
  await setTriggers(db, tables, "enable");
  await source.check(db, counts);
  return counts;
}

/** Whether the database refuses what it was given: a data exception, or a constraint. */
function isRefusal(error: unknown): boolean {
  return /^2[23]/.test(String(Object(error).code));
}

async function setTriggers(
  db: Kysely<DB>,
  tables: readonly Table[],
  verb: "disable" | "enable",
): Promise<void> {
  for (const { name } of tables) {
    await sql`alter table ${sql.table(name)} ${sql.raw(verb)} trigger user`.execute(db);
  }
}

/** The schema alone may be there: an attempt that failed leaves it. */
async function refuseOthers(db: Kysely<DB>): Promise<void> {
  const { rows: [found] } = await sql<{ readonly name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
    order by relname limit 1`.execute(db);
  if (found && (await appliedMigrations(db)).length === 0) {
    throw new Error(`The database is not empty: it has "${found.name}". Name an empty one`);
  }
}

async function refuseRows(db: Kysely<DB>, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) {
    const { rows } = await sql`select from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) {
      throw new Error(`The database is not empty: "${name}" has rows. Name an empty one`);
    }
  }
}
