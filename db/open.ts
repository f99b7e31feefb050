// Opens the database: PGlite in the data folder, or Postgres where an address is given. An open
// database belongs to this process alone, or to the nodes of a cluster, and has the program's
// schema.

import { Kysely, PostgresDialect } from "kysely";
import type { Report } from "../logging/events.ts";
import type { DiskWatch } from "./disk/disk_watch.ts";
import { guardStore } from "./disk/guarded_store.ts";
import { amendmentStore } from "./groups/amendments.ts";
import { groupStore } from "./groups/groups.ts";
import {
  createJournal,
  type Journal,
  type JournalMeasures,
  type PauseClock,
} from "./groups/journal.ts";
import { memberStore } from "./groups/members.ts";
import { messageStore } from "./groups/messages.ts";
import { searchStore } from "./groups/text_search.ts";
import { isMigrated, migrate } from "./migrate.ts";
import { auditStore } from "./moderation/audit.ts";
import { decisionStore } from "./moderation/decisions.ts";
import { reportStore } from "./moderation/reports.ts";
import { standingStore } from "./moderation/standing.ts";
import { paceStore } from "./people/paces.ts";
import { deviceStore } from "./people/sights.ts";
import { apiTokenStore } from "./people/api_tokens.ts";
import { deletionStore } from "./people/deletions.ts";
import { lastSeenStore } from "./people/last_seen.ts";
import { ownDataStore } from "./people/own_data.ts";
import { passkeyStore } from "./people/passkeys.ts";
import { recoveryStore } from "./people/recovery_codes.ts";
import { sessionStore } from "./people/sessions.ts";
import { userStore } from "./people/users.ts";
import { createCopies, removeCopies } from "./pglite/folder_copies.ts";
import { refuseFormat } from "./pglite/data_format.ts";
import { lockFolder } from "./pglite/file_lock.ts";
import { createReopening } from "./pglite/pglite.ts";
import { lockDatabase, type Timer } from "./postgres/advisory_lock.ts";
import {
  createPool,
  type Pool,
  type PoolOptions,
  type PoolStatus,
  queryMs,
  readDurability,
} from "./postgres/connection_pool.ts";
import { dumpCommand } from "./postgres/dump_command.ts";
import { LastWrites } from "./postgres/last_writes.ts";
import { blockStore } from "./relations/blocks.ts";
import { inviteStore } from "./relations/invites.ts";
import { partnerStore } from "./relations/partners.ts";
import { rematchWishStore } from "./relations/rematch_wishes.ts";
import { purgeStore } from "./purges.ts";
import { sampleStore } from "./samples.ts";
import { pushStore } from "./push/push_rows.ts";
import type { DB } from "./schema.ts";
import { asError } from "./sql/sql.ts";
import { beginHistory, historyStore, latestHistory } from "./starts.ts";
import type { Copies } from "./store/copies.ts";
import type { Store } from "./store/store.ts";
import { formStore } from "./tickets/form.ts";
import { joinStore } from "./tickets/join.ts";
import { matchmakerStore } from "./tickets/matchmakers.ts";
import { ownTicketStore } from "./tickets/own_tickets.ts";
import { placeStore } from "./tickets/place.ts";
import { placeOfAwayStore } from "./tickets/away_places.ts";
import { seatStore } from "./tickets/seats.ts";
import { sleepStore } from "./tickets/sleep.ts";
import { ticketStore } from "./tickets/tickets.ts";
import { waitStore } from "./tickets/waits.ts";
import { wishStore } from "./tickets/wishes.ts";

export interface DatabaseOptions {
  /** Holds the embedded database and its lock; not touched when `databaseUrl` is given. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** The name of a node, which shares a Postgres with the others; null: a single process. */
  readonly node: string | null;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** Gives up opening; an open database is closed by `close()` alone. */
  readonly signal: AbortSignal;
  readonly clock: Timer & PauseClock;
  /** Absent: there is always room. */
  readonly disk?: DiskWatch;
  /** Absent: nothing is measured. */
  readonly measures?: JournalMeasures;
  /** Told of what befalls the database while it is open. */
  readonly report?: Report;
  /**
   * Another process owns the database, or it was put back to an earlier state: stop, and print this
   * sentence.
   */
  readonly onLost: (sentence: string) => void;
}

export interface Database {
  readonly store: Store;
  /** In which messages are stored from now on: that of this start, or of the nodes that run. */
  readonly history: string;
  /** Which crash the data survives, as half a sentence. */
  readonly durability: string;
  /** How the connections to Postgres are now; null: the database is embedded. */
  poolStatus(): PoolStatus | null;
  readonly copies: Copies;
  /** Waits for what is being written, then closes. May be called twice. */
  close(): Promise<void>;
}

/**
 * Throws a sentence for people when another process owns the database, its schema is newer than the
 * program or not that of a node, or it cannot be reached.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await using opening = new AsyncDisposableStack();
  const { newId } = options;
  const { db, durability, copies, lastWrites, history, pool } = options.databaseUrl === null
    ? await openEmbedded(options, opening)
    : await openPostgres({ ...options, url: options.databaseUrl }, opening);
  const journal = createJournal(db, {
    measures: options.measures,
    onStored: lastWrites && ((messages) => lastWrites.note(messages)),
    pauseClock: pool ? undefined : options.clock,
  });
  opening.defer(() => journal.settled());
  options.signal.throwIfAborted();
  const plain = createStore(db, journal);
  const noting = lastWrites?.noting(plain) ?? plain;
  const store = options.disk ? guardStore(noting, options.disk) : noting;
  const begun = history ?? newId();
  if (history === null) await store.beginHistory(begun);
  const open = opening.move();
  return {
    ...{ store, history: begun, durability, copies },
    poolStatus: () => pool?.status() ?? null,
    close: () => open.disposeAsync(),
  };
}

/** The store over a database that has the program's schema. */
export function createStore(db: Kysely<DB>, journal: Journal): Store {
  return {
    ...userStore(db),
    ...sessionStore(db),
    ...apiTokenStore(db),
    ...recoveryStore(db),
    ...passkeyStore(db),
    ...deletionStore(db),
    ...deviceStore(db),
    ...lastSeenStore(db),
    ...paceStore(db),
    ...groupStore(db),
    ...memberStore(db),
    ...messageStore(db),
    ...searchStore(db),
    ...amendmentStore(db),
    append: journal.append,
    appendRun: journal.appendRun,
    ...searchingStore(db),
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
    ...pushStore(db),
    ...purgeStore(db),
    ...sampleStore(db),
    ready: () => isMigrated(db).catch(() => false),
  };
}

/** All that is about tickets and seats. */
function searchingStore(db: Kysely<DB>) {
  return {
    ...ticketStore(db),
    ...ownTicketStore(db),
    ...sleepStore(db),
    ...waitStore(db),
    ...wishStore(db),
    ...matchmakerStore(db),
    ...placeStore(db),
    ...formStore(db),
    ...seatStore(db),
    ...joinStore(db),
    ...placeOfAwayStore(db),
  };
}

interface Opened {
  readonly db: Kysely<DB>;
  readonly durability: string;
  readonly copies: Copies;
  /** Absent: nobody else puts the database back while it is open. */
  readonly lastWrites?: LastWrites;
  /** Null: none is begun yet, and nobody else begins one. */
  readonly history: string | null;
  /** Absent: the database is embedded. */
  readonly pool?: Pool;
}

async function openEmbedded(
  { dataDir, newId, signal, clock, disk, report = () => {} }: DatabaseOptions,
  opening: AsyncDisposableStack,
): Promise<Opened> {
  opening.defer(await lockFolder(dataDir));
  const folder = `${dataDir}/pg`;
  await refuseFormat(folder);
  await removeCopies(dataDir);
  const { db, copyTo } = opening.adopt(
    await createReopening({
      folder,
      clock,
      mayOpen: () => (disk?.refusal("frees") ?? null) === null,
      report,
      onFault: (error) => disk?.recordFault(error),
    }).catch((cause) => {
      throw new Error(
        `The database in "${folder}" cannot be opened (${asError(cause).message}): ` +
          "make room, restore it from a backup, or set DATA_DIR to another folder",
        { cause },
      );
    }),
    ({ db }) => db.destroy(),
  );
  signal.throwIfAborted();
  await migrate(db);
  const copies = createCopies({ dataDir, folder, newId, copyTo, disk });
  return { db, durability: "survives a crash of the process", copies, history: null };
}

async function openPostgres(
  { url, onLost, disk, ...options }: DatabaseOptions & { readonly url: string },
  opening: AsyncDisposableStack,
): Promise<Opened> {
  const lastWrites = new LastWrites();
  const { clock, signal, node, newId, report = () => {} } = options;
  const lock = await lockDatabase({
    url,
    clock,
    signal,
    node,
    prepare: (isAlone) => preparePostgres({ url, newId, isAlone }),
    look: (client) => lastWrites.lookIn(client),
    async beginAnew() {
      await using db = createPostgres(url, queryMs);
      await beginHistory(db, newId());
    },
    onLost,
  });
  opening.defer(lock.release);
  signal.throwIfAborted();
  const { prepared: history } = lock;
  lastWrites.setHistory(history);
  const pool = createPool(url, {
    ...{ timeoutMs: queryMs, owner: lock, report },
    onFault: (error) => disk?.recordFault(error),
  });
  const db = opening.adopt(overPool(pool), (it) => it.destroy());
  const copies: Copies = { type: "postgres", command: dumpCommand(url) };
  return { db, durability: await readDurability(db), copies, lastWrites, history, pool };
}

/** The history in which messages are stored from now on, in a database of the program's schema. */
async function preparePostgres({ url, newId, isAlone }: {
  readonly url: string;
  readonly newId: () => string;
  readonly isAlone: boolean;
}): Promise<string> {
  // A migration may take longer than any query of the service.
  await using db = createPostgres(url, 0);
  if (!isAlone) return await sharedHistory(db);
  await migrate(db);
  const history = newId();
  await beginHistory(db, history);
  return history;
}

/** The history of the nodes that run. */
async function sharedHistory(db: Kysely<DB>): Promise<string> {
  const history = await isMigrated(db) ? await latestHistory(db) : null;
  if (history !== null) return history;
  throw new Error(
    "Nodes of another version run, whose database has another schema: " +
      "stop them first, or start the version that they are of",
  );
}

/** Kysely over a pool; for the parameters see PoolOptions. */
export function createPostgres(
  url: string,
  timeoutMs: number,
  more: Omit<PoolOptions, "timeoutMs"> = {},
): Kysely<DB> {
  return overPool(createPool(url, { timeoutMs, ...more }));
}

function overPool(pool: Pool): Kysely<DB> {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}
