// What a browser keeps of a user over a reload: operations that were not acknowledged, drafts, and
// a snapshot of the last groups and messages.

import type { GroupId, MessageId, UserId } from "../../protocol/domain.ts";
import type { Pending } from "../state/pending.ts";
import type { Snapshot } from "../state/snapshot.ts";

/** What was typed or done and did not reach the server. */
export interface Unsent {
  readonly pending: readonly Pending[];
  readonly drafts: ReadonlyMap<GroupId, string>;
}

export const nothingUnsent: Unsent = { pending: [], drafts: new Map() };

/** Nothing here throws or rejects: what cannot be kept is lost with the tab. */
export interface LocalStore {
  /** Takes as long as it takes. */
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
