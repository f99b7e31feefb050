// The browser's LocalStore, in IndexedDB: one row for each operation and each draft, so that two
// tabs do not overwrite each other. Where IndexedDB is missing or broken, what it would keep is
// lost with the tab. Where it is slow, a start does not wait for the snapshot.

import type { Clock } from "../../protocol/clock.ts";
import type { GroupId, MessageId, UserId } from "../../protocol/domain.ts";
import type { Pending } from "../../client/state/pending.ts";
import type { Snapshot } from "../state/snapshot.ts";
import {
  type Draft,
  type HalfEdit,
  isEmpty,
  type LocalStore,
  nothingUnsent,
  type Unsent,
} from "./local_store.ts";
import { renewPending, renewSnapshot, version } from "./row_versions.ts";

const name = "trio";
const patienceMs = 3_000;
const stores = ["pending", "drafts", "snapshot"] as const;
type StoreName = typeof stores[number];

/** A row of a page of before has no `edit`, or no `reply`. */
interface DraftRow {
  readonly user: UserId;
  readonly group: GroupId;
  readonly text: string;
  readonly edit?: HalfEdit | null;
  readonly reply?: number | null;
}

/** What tells other tabs of this browser; a browser's `BroadcastChannel` is one. */
type Channel = Pick<BroadcastChannel, "postMessage" | "onmessage">;

export class IndexedDbStore implements LocalStore {
  readonly #clock: Clock;
  readonly #opened: Promise<IDBDatabase>;
  readonly #channel: Channel;
  onDraft: LocalStore["onDraft"] = null;

  /** `factory`: undefined where a browser has none. */
  constructor(factory: IDBFactory | undefined, clock: Clock, channel: Channel) {
    this.#clock = clock;
    this.#channel = channel;
    channel.onmessage = ({ data: { user, group, text, ...rest } }: MessageEvent<DraftRow>) =>
      this.onDraft?.(user, group, { text, edit: rest.edit ?? null, reply: rest.reply ?? null });
    this.#opened = open(factory);
    // Each read and write learns of a failure by itself; there may be none yet.
    this.#opened.catch(() => {});
  }

  async unsent(user: UserId): Promise<Unsent> {
    const range = () => IDBKeyRange.bound([user], [user, "\uffff"]);
    try {
      const [pending, drafts] = await Promise.all([
        this.#read<Pending[]>("pending", (store) => store.getAll(range())),
        this.#read<DraftRow[]>("drafts", (store) => store.getAll(range())),
      ]);
      return {
        pending,
        drafts: new Map(drafts.map(({ group, text }) => [group, text])),
        edits: new Map(drafts.flatMap(({ group, edit }) => edit ? [[group, edit]] : [])),
        replies: new Map(drafts.flatMap(({ group, reply }) => reply ? [[group, reply]] : [])),
      };
    } catch {
      return nothingUnsent;
    }
  }

  put(user: UserId, pending: Pending): void {
    void this.#write("pending", (store) => store.put(pending, [user, pending.operation.id]));
  }

  drop(user: UserId, id: MessageId): void {
    void this.#write("pending", (store) => store.delete([user, id]));
  }

  draft(user: UserId, group: GroupId, draft: Draft): void {
    const key = [user, group];
    const row: DraftRow = { user, group, ...draft };
    void this.#write(
      "drafts",
      (store) => isEmpty(draft) ? store.delete(key) : store.put(row, key),
    );
    this.#channel.postMessage(row);
  }

  snapshot(): Promise<Snapshot | null> {
    return this.#inTime(
      this.#read<Snapshot | undefined>("snapshot", (store) => store.get("last")),
    );
  }

  saveSnapshot(snapshot: Snapshot | null): void {
    void this.#write(
      "snapshot",
      (store) => snapshot === null ? store.delete("last") : store.put(snapshot, "last"),
    );
  }

  async clear(): Promise<void> {
    for (const store of stores) await this.#write(store, (each) => each.clear());
  }

  async #read<Value>(
    store: StoreName,
    ask: (store: IDBObjectStore) => IDBRequest,
  ): Promise<Value> {
    return await read<Value>(await this.#opened, store, ask);
  }

  async #write(store: StoreName, change: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    await this.#inTime(this.#opened.then((database) => write(database, store, change)));
  }

  /** The value, or null when there is none, it fails, or it does not come in time. */
  #inTime<Value>(value: Promise<Value | undefined>): Promise<Value | null> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(patienceMs, () => resolve(null));
      value.catch(() => null).then((found) => {
        cancel();
        resolve(found ?? null);
      });
    });
  }
}

function open(factory: IDBFactory | undefined): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (factory === undefined) return reject();
    const request = factory.open(name, version);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion === 0) createStores(request.result);
      else if (request.transaction !== null) renewRows(request.transaction);
    };
    request.onsuccess = () => {
      // A newer page in another tab may need another version: it must not wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

function createStores(database: IDBDatabase): void {
  for (const store of stores) database.createObjectStore(store);
}

function renewRows(transaction: IDBTransaction): void {
  renewEach(transaction.objectStore("pending"), renewPending);
  renewEach(transaction.objectStore("snapshot"), renewSnapshot);
}

function renewEach<Row>(store: IDBObjectStore, renew: (row: Row) => unknown): void {
  const request = store.openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (cursor === null) return;
    cursor.update(renew(cursor.value));
    cursor.continue();
  };
}

function read<Value>(
  database: IDBDatabase,
  store: StoreName,
  ask: (store: IDBObjectStore) => IDBRequest,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const request = ask(database.transaction(store).objectStore(store));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function write(
  database: IDBDatabase,
  store: StoreName,
  change: (store: IDBObjectStore) => IDBRequest,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, "readwrite");
    change(transaction.objectStore(store));
    // Not left to the browser, which commits once the page has heard that the change was made: a
    // page that is closed before loses it.
    transaction.commit();
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
