// Every Store that there is, for the tests that hold all of them to the same rules: in memory, over
// PGlite, and over a real Postgres. A test opens one, finds it empty, and closes it.

import type { Kysely } from "kysely";
import { createPostgres, createStore } from "../../../db/open.ts";
import { createEmbedded } from "../../../db/pglite/pglite.ts";
import { createJournal } from "../../../db/groups/journal.ts";
import { migrate } from "../../../db/migrate.ts";
import type { DB } from "../../../db/schema.ts";
import type { Store } from "../../../db/store/store.ts";
import { migratedPGlite } from "./kept_pglite.ts";
import { createMemoryStore } from "../memory_store/memory_store.ts";
import { startPostgres } from "./postgres.ts";

/** Of one statement: a machine that is busy with other things fails no test. */
const patienceMs = 60_000;

/** Each before those that it refers to. */
const tables = [
  "rematch_wishes",
  "blocks",
  "invites",
  "partners",
  "reports",
  "sessions",
  "tickets",
  "members",
  "messages",
  "groups",
  "users",
] as const satisfies readonly (keyof DB)[];

export interface OpenStore<Database> extends AsyncDisposable {
  readonly store: Store;
  /** What lies under the store. */
  readonly db: Database;
}

export interface StoreKind<Database> {
  readonly kind: string;
  open(): Promise<OpenStore<Database>>;
}

/** The two over SQL. Called once in a test file, outside of tests; `name` is the file's own. */
export async function sqlStores(name: string): Promise<StoreKind<Kysely<DB>>[]> {
  // Spoken to only afterwards: while PGlite is made nothing else goes on here, and Postgres would
  // be given up for dead.
  const started = startPostgres({ fsync: false });
  return [await embeddedStore(), await postgresStore(name, started)];
}

/** All three. Called once in a test file, outside of tests; `name` is the file's own. */
export async function allStores(name: string): Promise<StoreKind<Kysely<DB> | null>[]> {
  const memory = { kind: "memory", open: () => Promise.resolve(opened(createMemoryStore(), null)) };
  return [memory, ...await sqlStores(name)];
}

/**
 * PGlite leaves timers of up to 10 s behind, which count against a long test of anything else in
 * the same file.
 */
export async function embeddedStore(): Promise<StoreKind<Kysely<DB>>> {
  const db = await createEmbedded({ loadDataDir: await migratedPGlite() });
  return { kind: "PGlite", open: () => openEmpty(db, () => Promise.resolve()) };
}

/** `name` is the test file's own. */
export async function postgresStore(
  name: string,
  started = startPostgres({ fsync: false }),
): Promise<StoreKind<Kysely<DB>>> {
  const postgres = await started;
  globalThis.addEventListener("unload", () => postgres.remove());
  const url = await postgres.schema(name);
  await using db = createPostgres(url, 0);
  await migrate(db);
  return {
    kind: "Postgres",
    open() {
      const db = createPostgres(url, patienceMs);
      return openEmpty(db, () => db.destroy());
    },
  };
}

async function openEmpty(
  db: Kysely<DB>,
  close: () => Promise<void>,
): Promise<OpenStore<Kysely<DB>>> {
  // Not truncate: it makes and syncs files, which takes Postgres longer than most tests.
  for (const table of tables) await db.deleteFrom(table).execute();
  return opened(createStore(db, createJournal(db)), db, close);
}

function opened<T>(store: Store, db: T, close = () => Promise.resolve()): OpenStore<T> {
  return { store, db, [Symbol.asyncDispose]: close };
}
