// Opens the database: PGlite in the data folder, or Postgres where an address is given. An open
// database belongs to this process alone and has the program's schema.

import { Kysely, PostgresDialect } from "kysely";
import type { DiskWatch } from "./disk/disk_watch.ts";
import { guardStore } from "./disk/guarded_store.ts";
import { amendmentStore } from "./groups/amendments.ts";
import { groupStore } from "./groups/groups.ts";
import { createJournal, type Journal } from "./groups/journal.ts";
import { memberStore } from "./groups/members.ts";
import { messageStore } from "./groups/messages.ts";
import { isMigrated, migrate } from "./migrate.ts";
import { auditStore } from "./moderation/audit.ts";
import { decisionStore } from "./moderation/decisions.ts";
import { reportStore } from "./moderation/reports.ts";
import { standingStore } from "./moderation/standing.ts";
import { paceStore } from "./people/paces.ts";
import { deviceStore } from "./people/sights.ts";
import { deletionStore } from "./people/deletions.ts";
import { ownDataStore } from "./people/own_data.ts";
import { passkeyStore } from "./people/passkeys.ts";
import { recoveryStore } from "./people/recovery_codes.ts";
import { sessionStore } from "./people/sessions.ts";
import { userStore } from "./people/users.ts";
import { lockFolder } from "./pglite/file_lock.ts";
import { createReopening } from "./pglite/pglite.ts";
import { lockDatabase, type Timer } from "./postgres/advisory_lock.ts";
import {
  createPool,
  type PoolOptions,
  queryMs,
  readDurability,
} from "./postgres/connection_pool.ts";
import { LastWrites } from "./postgres/last_writes.ts";
import { blockStore } from "./relations/blocks.ts";
import { inviteStore } from "./relations/invites.ts";
import { partnerStore } from "./relations/partners.ts";
import { rematchWishStore } from "./relations/rematch_wishes.ts";
import { purgeStore } from "./purges.ts";
import type { DB } from "./schema.ts";
import { asError } from "./sql/sql.ts";
import { historyStore } from "./starts.ts";
import type { Store } from "./store/store.ts";
import { formStore } from "./tickets/form.ts";
import { joinStore } from "./tickets/join.ts";
import { matchmakerStore } from "./tickets/matchmakers.ts";
import { ownTicketStore } from "./tickets/own_tickets.ts";
import { placeStore } from "./tickets/place.ts";
import { seatStore } from "./tickets/seats.ts";
import { ticketStore } from "./tickets/tickets.ts";
import { waitStore } from "./tickets/waits.ts";

export interface DatabaseOptions {
  /** Holds the embedded database and its lock; not touched when `databaseUrl` is given. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** Gives up opening; an open database is closed by `close()` alone. */
  readonly signal: AbortSignal;
  readonly clock: Timer;
  /** Absent: there is always room. */
  readonly disk?: DiskWatch;
  /** Takes a sentence for the operator when the embedded database stops, and when it is back. */
  readonly onNotice?: (sentence: string) => void;
  /**
   * Another process owns the database, or it was put back to an earlier state: stop, and print this
   * sentence.
   */
  readonly onLost: (sentence: string) => void;
}

export interface Database {
  readonly store: Store;
  /** Which crash the data survives, as half a sentence. */
  readonly durability: string;
  /** Waits for what is being written, then closes. May be called twice. */
  close(): Promise<void>;
}

/**
 * Throws a sentence for people when another process owns the database, its schema is newer than the
 * program, or it cannot be reached.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await using opening = new AsyncDisposableStack();
  const { db, durability, lastWrites } = options.databaseUrl === null
    ? await openEmbedded(options, opening)
    : await openPostgres({ ...options, url: options.databaseUrl }, opening);
  const journal = createJournal(db);
  opening.defer(() => journal.settled());
  options.signal.throwIfAborted();
  const open = opening.move();
  const plain = createStore(db, journal);
  const store = lastWrites?.noting(plain) ?? plain;
  return {
    store: options.disk ? guardStore(store, options.disk) : store,
    durability,
    close: () => open.disposeAsync(),
  };
}

/** The store over a database that has the program's schema. */
export function createStore(db: Kysely<DB>, journal: Journal): Store {
  return {
    ...userStore(db),
    ...sessionStore(db),
    ...recoveryStore(db),
    ...passkeyStore(db),
    ...deletionStore(db),
    ...deviceStore(db),
    ...paceStore(db),
    ...groupStore(db),
    ...memberStore(db),
    ...messageStore(db),
    ...amendmentStore(db),
    append: journal.append,
    appendRun: journal.appendRun,
    ...ticketStore(db),
    ...ownTicketStore(db),
    ...waitStore(db),
    ...matchmakerStore(db),
    ...placeStore(db),
    ...formStore(db),
    ...seatStore(db),
    ...joinStore(db),
    ...inviteStore(db),
    ...partnerStore(db),
    ...blockStore(db),
    ...rematchWishStore(db),
    ...reportStore(db),
    ...decisionStore(db),
    ...auditStore(db),
    ...standingStore(db),
    ...ownDataStore(db),
    ...historyStore(db),
    ...purgeStore(db),
    ready: () => isMigrated(db).catch(() => false),
  };
}

interface Opened {
  readonly db: Kysely<DB>;
  readonly durability: string;
  /** Absent: nobody else puts the database back while it is open. */
  readonly lastWrites?: LastWrites;
}

async function openEmbedded(
  { dataDir, signal, clock, disk, onNotice }: DatabaseOptions,
  opening: AsyncDisposableStack,
): Promise<Opened> {
  opening.defer(await lockFolder(dataDir));
  const folder = `${dataDir}/pg`;
  const db = opening.adopt(
    await createReopening({
      folder,
      clock,
      mayOpen: () => (disk?.refusal("frees") ?? null) === null,
      onNotice: onNotice ?? (() => {}),
      onFault: (error) => disk?.recordFault(error),
    }).catch((cause) => {
      throw new Error(
        `The database in "${folder}" cannot be opened (${asError(cause).message}): ` +
          "make room, restore it from a backup, or set DATA_DIR to another folder",
        { cause },
      );
    }),
    (it) => it.destroy(),
  );
  signal.throwIfAborted();
  await migrate(db);
  return { db, durability: "survives a crash of the process" };
}

async function openPostgres(
  { url, clock, onLost, disk, signal }: DatabaseOptions & { readonly url: string },
  opening: AsyncDisposableStack,
): Promise<Opened> {
  const lastWrites = new LastWrites();
  const lock = await lockDatabase({
    url,
    clock,
    isWhole: (client) => lastWrites.areIn(client),
    onLost,
  });
  opening.defer(lock.release);
  signal.throwIfAborted();
  const db = opening.adopt(
    createPostgres(url, queryMs, {
      owner: lock.hold,
      onFault: (error) => disk?.recordFault(error),
    }),
    (it) => it.destroy(),
  );
  // A migration may take longer than any query of the service.
  await using patient = createPostgres(url, 0);
  await migrate(patient);
  return { db, durability: await readDurability(db), lastWrites };
}

/** Kysely over a pool; for the parameters see PoolOptions. */
export function createPostgres(
  url: string,
  timeoutMs: number,
  more: Omit<PoolOptions, "timeoutMs"> = {},
): Kysely<DB> {
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool: createPool(url, { timeoutMs, ...more }) }),
  });
}
