// What a browser keeps of a user over a reload: operations that were not acknowledged, drafts, and
// a snapshot of the last groups and messages.

import type { GroupId, MessageId, UserId } from "../../protocol/domain.ts";
import type { Pending } from "../../client/state/pending.ts";
import type { Snapshot } from "../state/snapshot.ts";

/** What a text of this user, by its seq, is about to become. */
export interface HalfEdit {
  readonly seq: number;
  readonly text: string;
}

/** What is typed in a group: a new text, with what it answers, and a change of an earlier one. */
export interface Draft {
  readonly text: string;
  readonly edit: HalfEdit | null;
  /** The seq of the text that the new one is to answer. */
  readonly reply: number | null;
}

/** What was typed or done and did not reach the server. */
export interface Unsent {
  readonly pending: readonly Pending[];
  readonly drafts: ReadonlyMap<GroupId, string>;
  readonly edits: ReadonlyMap<GroupId, HalfEdit>;
  readonly replies: ReadonlyMap<GroupId, number>;
}

export const nothingUnsent: Unsent = {
  ...{ pending: [], drafts: new Map(), edits: new Map(), replies: new Map() },
};

/** Whether nothing is to be kept of a draft. */
export function isEmpty({ text, edit, reply }: Draft): boolean {
  return text === "" && edit === null && reply === null;
}

/** Nothing here throws or rejects: what cannot be kept is lost with the tab. */
export interface LocalStore {
  /** Takes as long as it takes. */
  unsent(user: UserId): Promise<Unsent>;
  put(user: UserId, pending: Pending): void;
  drop(user: UserId, id: MessageId): void;
  /** At once: the tab may be closed next. An empty draft is removed. */
  draft(user: UserId, group: GroupId, draft: Draft): void;
  /** Tells of each draft that another tab keeps. */
  onDraft: ((user: UserId, group: GroupId, draft: Draft) => void) | null;
  snapshot(): Promise<Snapshot | null>;
  /** Null removes it. */
  saveSnapshot(snapshot: Snapshot | null): void;
  /** Forgets everything, of every user. */
  clear(): Promise<void>;
}
