// Migration: brings a database to the program's schema, and refuses the schema of a newer program.

import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { migrations } from "./migrations/index.ts";

/**
 * Runs the migrations that the database has not had, all or none. Two processes may do so at once.
 * Throws when the database has had a migration that the program does not know, or when one fails.
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const unknown = unknownOf(await appliedMigrations(db));
  if (unknown !== undefined) {
    throw new Error(
      `The database has a newer schema than this program knows: it holds the migration "${unknown}". ` +
        "Start the newer version of the program, or name another database",
    );
  }
  await migrateBy(db, migrations);
}

/**
 * Brings an empty database to the schema that these migrations make, all or none. Throws a sentence
 * when they are not the first ones that the program knows.
 */
export async function migrateAs<T>(db: Kysely<T>, names: readonly string[]): Promise<void> {
  const unknown = unknownOf(names);
  if (unknown !== undefined) {
    throw new Error(
      `Its schema is newer than this program knows: it has had the migration "${unknown}". ` +
        "Use the newer version of the program",
    );
  }
  const known = Object.keys(migrations).sort();
  if (names.length === 0 || names.some((name, at) => name !== known[at])) {
    throw new Error("Its migrations are none that a version of this program has had");
  }
  const some = Object.entries<Migration>(migrations).filter(([name]) => names.includes(name));
  await migrateBy(db, Object.fromEntries(some));
}

function unknownOf(names: readonly string[]): string | undefined {
  return names.find((name) => !Object.hasOwn(migrations, name));
}

async function migrateBy<T>(
  db: Kysely<T>,
  known: Readonly<Record<string, Migration>>,
): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve({ ...known }) };
  // Without it the migrator mistakes a table of that name in another schema for its own.
  const migrator = new Migrator({ db, provider, migrationTableSchema: await currentSchema(db) });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    throw new Error("The database's schema could not be brought up to date", { cause: error });
  }
}

/** Whether the database has exactly the program's schema. */
export async function isMigrated<T>(db: Kysely<T>): Promise<boolean> {
  const applied = await appliedMigrations(db);
  return applied.join() === knownMigrations().join();
}

async function currentSchema<T>(db: Kysely<T>): Promise<string> {
  const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(db);
  const name = rows[0]?.name;
  if (!name) {
    throw new Error(
      "The database has no schema on its search_path: make one, or name another database",
    );
  }
  return name;
}

/** The names of the migrations that this program has. */
export function knownMigrations(): string[] {
  return Object.keys(migrations).sort();
}

/** The names of those that the database has had. */
export async function appliedMigrations<T>(db: Kysely<T>): Promise<string[]> {
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass('kysely_migration') is not null as found`.execute(db);
  if (!rows[0]?.found) return [];
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`
    .execute(db);
  return applied.rows.map(({ name }) => name);
}
