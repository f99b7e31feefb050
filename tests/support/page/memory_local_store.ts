// What a browser keeps, in memory: forgotten with the object.

import type { GroupId, MessageId, UserId } from "../../../protocol/domain.ts";
import type { Snapshot } from "../../../web/state/snapshot.ts";
import type { LocalStore, Unsent } from "../../../web/storage/local_store.ts";
import type { Pending } from "../../../web/state/pending.ts";

/** Keeps for as long as the object lives. */
export class MemoryLocalStore implements LocalStore {
  readonly #pending = new Map<string, Pending>();
  readonly #drafts = new Map<string, readonly [GroupId, string]>();
  #snapshot: Snapshot | null = null;

  unsent(user: UserId): Promise<Unsent> {
    const ofUser = <Value>(kept: ReadonlyMap<string, Value>) =>
      [...kept].filter(([key]) => key.startsWith(user)).map(([, value]) => value);
    return Promise.resolve({
      pending: ofUser(this.#pending),
      drafts: new Map(ofUser(this.#drafts)),
    });
  }

  put(user: UserId, pending: Pending): void {
    this.#pending.set(`${user} ${pending.operation.id}`, pending);
  }

  drop(user: UserId, id: MessageId): void {
    this.#pending.delete(`${user} ${id}`);
  }

  draft(user: UserId, group: GroupId, text: string): void {
    if (text === "") this.#drafts.delete(`${user} ${group}`);
    else this.#drafts.set(`${user} ${group}`, [group, text]);
  }

  snapshot(): Promise<Snapshot | null> {
    return Promise.resolve(this.#snapshot);
  }

  saveSnapshot(snapshot: Snapshot | null): void {
    this.#snapshot = snapshot;
  }

  clear(): Promise<void> {
    this.#pending.clear();
    this.#drafts.clear();
    this.#snapshot = null;
    return Promise.resolve();
  }
}
