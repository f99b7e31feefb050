// Opens the database: PGlite in the data folder, or Postgres where an address is given. What is
// open is this process's alone, and has the program's schema.

import { Kysely, PostgresDialect } from "kysely";
import { lockDatabase, type Timer } from "./postgres/advisory_lock.ts";
import { createEmbedded } from "./pglite/pglite.ts";
import { lockFolder } from "./pglite/file_lock.ts";
import { createJournal } from "./groups/journal.ts";
import { migrate } from "./migrate.ts";
import { createPool, queryMs, readDurability } from "./postgres/connection_pool.ts";
import type { DB } from "./schema.ts";
import { createStore } from "./sql_store.ts";
import type { Store } from "./store/store.ts";

export interface DatabaseOptions {
  /** Holds the embedded database and its lock; not touched when `databaseUrl` is given. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** Gives up opening. What is open is closed by `close()` alone. */
  readonly signal: AbortSignal;
  readonly clock: Timer;
  /** Postgres was away, and another process owns the database now: stop, and say this sentence. */
  readonly onLost: (sentence: string) => void;
}

export interface Database {
  readonly store: Store;
  /** What outlives which crash, as half a sentence. */
  readonly durability: string;
  /** Waits for what is being written, then closes. May be called twice. */
  close(): Promise<void>;
}

/**
 * Throws one sentence for people when another process has the database, or it is newer, or out of
 * reach.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await using opening = new AsyncDisposableStack();
  const { db, durability } = options.databaseUrl === null
    ? await openEmbedded(options, opening)
    : await openPostgres({ ...options, url: options.databaseUrl }, opening);
  const journal = createJournal(db);
  opening.defer(() => journal.settled());
  options.signal.throwIfAborted();
  const open = opening.move();
  return { store: createStore(db, journal), durability, close: () => open.disposeAsync() };
}

interface Opened {
  readonly db: Kysely<DB>;
  readonly durability: string;
}

async function openEmbedded(
  { dataDir, signal }: DatabaseOptions,
  opening: AsyncDisposableStack,
): Promise<Opened> {
  opening.defer(await lockFolder(dataDir));
  const db = opening.adopt(
    await createEmbedded({ dataDir: `${dataDir}/pg` }),
    (it) => it.destroy(),
  );
  signal.throwIfAborted();
  await migrate(db);
  return { db, durability: "survives a crash of the process" };
}

async function openPostgres(
  { url, clock, onLost, signal }: DatabaseOptions & { readonly url: string },
  opening: AsyncDisposableStack,
): Promise<Opened> {
  const lock = await lockDatabase({ url, clock, onLost });
  opening.defer(lock.release);
  signal.throwIfAborted();
  const db = opening.adopt(createPostgres(url, queryMs, lock.hold), (it) => it.destroy());
  // A migration may take longer than any query of the service.
  await using patient = createPostgres(url, 0);
  await migrate(patient);
  return { db, durability: await readDurability(db) };
}

/** Kysely over a pool; see PoolOptions. */
export function createPostgres(
  url: string,
  timeoutMs: number,
  owner?: () => Promise<number | null>,
): Kysely<DB> {
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool: createPool(url, { timeoutMs, owner }) }),
  });
}
