// What a browser keeps of a user over a reload: deeds that were not acknowledged, drafts, and the
// last groups and messages. The implementation here forgets with the tab: for tests.

import type {
  Criteria,
  Group,
  GroupId,
  Message,
  MessageId,
  Profile,
  User,
  UserId,
} from "../../protocol/domain.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Pending } from "../state/pending.ts";

/** What was typed or done and did not reach the server. */
export interface Unsent {
  readonly pending: readonly Pending[];
  readonly drafts: ReadonlyMap<GroupId, string>;
}

/** The last groups and the ends of their logs, as they were seen. */
export interface Snapshot {
  readonly user: User;
  readonly profile: Profile | null;
  readonly limits: Limits;
  /** Missing in what was kept by a page of before. */
  readonly wish?: Criteria | null;
  readonly rooms: readonly { readonly group: Group; readonly run: readonly Message[] }[];
}

/** Nothing here throws or rejects: what cannot be kept is lost with the tab. */
export interface Keep {
  unsent(user: UserId): Promise<Unsent>;
  put(user: UserId, pending: Pending): void;
  drop(user: UserId, id: MessageId): void;
  /** An empty text removes the draft. */
  draft(user: UserId, group: GroupId, text: string): void;
  snapshot(): Promise<Snapshot | null>;
  /** Null removes it. */
  saveSnapshot(snapshot: Snapshot | null): void;
  /** Forgets everything, of every user. */
  clear(): Promise<void>;
}

/** Keeps for as long as the object lives. */
export class MemoryKeep implements Keep {
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
    this.#pending.set(`${user} ${pending.deed.id}`, pending);
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
