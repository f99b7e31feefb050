// What a browser keeps, in memory: forgotten with the object.

import type { GroupId, MessageId, UserId } from "../../../protocol/domain.ts";
import type { Snapshot } from "../../../web/state/snapshot.ts";
import {
  type Draft,
  isEmpty,
  type LocalStore,
  type Unsent,
} from "../../../web/storage/local_store.ts";
import type { Pending } from "../../../client/state/pending.ts";

/** Keeps for as long as the object lives. */
export class MemoryLocalStore implements LocalStore {
  readonly #pending = new Map<string, Pending>();
  readonly #drafts = new Map<string, readonly [GroupId, Draft]>();
  #snapshot: Snapshot | null = null;
  onDraft: LocalStore["onDraft"] = null;

  unsent(user: UserId): Promise<Unsent> {
    const ofUser = <Value>(kept: ReadonlyMap<string, Value>) =>
      [...kept].filter(([key]) => key.startsWith(user)).map(([, value]) => value);
    return Promise.resolve({
      pending: ofUser(this.#pending),
      drafts: new Map(
        ofUser(this.#drafts).map(([group, { text }]) => [group, text] as const),
      ),
      edits: new Map(
        ofUser(this.#drafts).flatMap(([group, { edit }]) => edit === null ? [] : [[group, edit]]),
      ),
      replies: new Map(
        ofUser(this.#drafts).flatMap(([group, { reply }]) =>
          reply === null ? [] : [[group, reply]]
        ),
      ),
    });
  }

  put(user: UserId, pending: Pending): void {
    this.#pending.set(`${user} ${pending.operation.id}`, pending);
  }

  drop(user: UserId, id: MessageId): void {
    this.#pending.delete(`${user} ${id}`);
  }

  draft(user: UserId, group: GroupId, draft: Draft): void {
    if (isEmpty(draft)) this.#drafts.delete(`${user} ${group}`);
    else this.#drafts.set(`${user} ${group}`, [group, draft]);
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
