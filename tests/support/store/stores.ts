// The implementations of the store, for the contract suite: in memory, over PGlite, and over a real
// Postgres. A test opens one, finds it empty, and closes it.

import { type Kysely, sql } from "kysely";
import { createPostgres, createStore } from "../../../db/open.ts";
import { createEmbedded } from "../../../db/pglite/pglite.ts";
import { createJournal } from "../../../db/groups/journal.ts";
import { migrate } from "../../../db/migrate.ts";
import type { DB } from "../../../db/schema.ts";
import type { Store } from "../../../db/store/store.ts";
import { migratedPGlite } from "./kept_pglite.ts";
import { createMemoryStore } from "../memory_store/memory_store.ts";
import { startPostgres } from "./postgres.ts";

/** Of one statement: long, so that a busy machine fails no test. */
const patienceMs = 60_000;

/** Each before the tables that it refers to. */
const tables = [
  "samples",
  "pushes",
  "push_subscriptions",
  "push_key",
  "paces",
  "waits",
  "matchmakers",
  "starts",
  "pair_rests",
  "pair_leavers",
  "reaches",
  "barred_devices",
  "user_devices",
  "user_networks",
  "device_refusals",
  "rematch_wishes",
  "last_seen",
  "blocks",
  "invites",
  "partners",
  "reports",
  "notices",
  "audit",
  "sessions",
  "recovery_codes",
  "passkeys",
  "deletions",
  "reserved_usernames",
  "tickets",
  "members",
  "messages",
  "groups",
  "users",
] as const satisfies readonly (keyof DB)[];

export interface OpenStore<Database> extends AsyncDisposable {
  readonly store: Store;
  /** The database under the store. */
  readonly db: Database;
}

export interface StoreKind<Database> {
  readonly kind: string;
  open(): Promise<OpenStore<Database>>;
}

/** The two databases. Called once in a test file, outside of tests; `name` is the file's own. */
export async function sqlStores(name: string): Promise<StoreKind<Kysely<DB>>[]> {
  // Used only afterwards: making PGlite blocks this process, and calls to Postgres would time out.
  const started = startPostgres({ fsync: false });
  return [await embeddedStore(), await postgresStore(name, started)];
}

/** All three. Called once in a test file, outside of tests; `name` is the file's own. */
export async function allStores(name: string): Promise<StoreKind<Kysely<DB> | null>[]> {
  const memory = { kind: "memory", open: () => Promise.resolve(opened(createMemoryStore(), null)) };
  return [memory, ...await sqlStores(name)];
}

export async function embeddedStore(): Promise<StoreKind<Kysely<DB>>> {
  keepNoStatistics();
  const db = await createEmbedded({ loadDataDir: await migratedPGlite() });
  return { kind: "PGlite", open: () => openEmpty(db, () => Promise.resolve()) };
}

/**
 * Postgres writes its statistics by a timer of 10 s. In PGlite it would be started in one test and
 * end in another, which Deno takes for a leak. Nobody reads them: the timer is not started.
 */
export function keepNoStatistics(): void {
  const start = globalThis.setTimeout;
  const isOfPostgres = (run: unknown) => String(run).includes("emscripten_timeout");
  globalThis.setTimeout =
    ((run: () => void, ms: number, ...rest: unknown[]) =>
      isOfPostgres(run) ? 0 : start(run, ms, ...rest)) as typeof setTimeout;
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
  // Not truncate, which makes and syncs files: on Postgres that takes longer than most tests.
  for (const table of tables) {
    // Rows with a name are kept: they are queued for deletion instead.
    if (table === "users") await emptyUsers(db);
    if (table === "audit") await emptyAudit(db);
    else await db.deleteFrom(table).execute();
  }
  return opened(createStore(db, createJournal(db)), db, close);
}

/** As nobody but the owner of the tables can: the database keeps the trail. */
async function emptyAudit(db: Kysely<DB>): Promise<void> {
  if (await db.selectFrom("audit").select("id").limit(1).executeTakeFirst() === undefined) return;
  await sql`alter table audit disable trigger audit_guard`.execute(db);
  await db.deleteFrom("audit").execute();
  await sql`alter table audit enable trigger audit_guard`.execute(db);
}

async function emptyUsers(db: Kysely<DB>): Promise<void> {
  await db.updateTable("users").set(({ ref }) => ({
    username: "",
    username_key: null,
    password_hash: "",
    birth_date: null,
    sex: null,
    deleted_at: ref("created_at"),
  })).execute();
}

function opened<T>(store: Store, db: T, close = () => Promise.resolve()): OpenStore<T> {
  return { store, db, [Symbol.asyncDispose]: close };
}
