// Logs: the messages of each group, numbered without a gap.

import type { GroupId, Message, UserId } from "../../protocol/domain.ts";

/** A message as it is now. */
export type StoredMessage = Message & {
  /** The seq of the later message that made it what it is now; absent: none did. */
  readonly asOf?: number;
};

/** A message to be added to a log at exactly its `seq`. */
export interface NewMessage {
  readonly group: GroupId;
  readonly message: Message;
}

export type AppendOutcome =
  | { readonly type: "stored" }
  /** The same author gave this id to a message of this group before: that message, as it is now. */
  | { readonly type: "repeated"; readonly message: StoredMessage }
  /** Another message has that `seq`: the caller knows an old state of the group. */
  | { readonly type: "conflict" };

/** Why a text cannot be edited, erased or reacted to. */
export type AmendRefusal = "no_such_message" | "not_yours";

export type AmendOutcome =
  | AppendOutcome
  | { readonly type: "refused"; readonly code: AmendRefusal };

/**
 * Which part of a log: the `limit` messages just below `before` (the last ones when null), or just
 * above `after`.
 */
export type Range =
  | { readonly before: number | null; readonly limit: number }
  | { readonly after: number; readonly limit: number };

export interface Page {
  /** Ascending; of a search descending. */
  readonly messages: readonly StoredMessage[];
  /** Whether the log goes on beyond this page, in the direction asked for. */
  readonly more: boolean;
}

/**
 * The `limit` texts just below `before` (the last ones when null) that hold each needle; see
 * protocol/word_search.ts.
 */
export interface Search {
  readonly needles: readonly string[];
  readonly before: number | null;
  readonly limit: number;
}

export interface LogStore {
  /** Null unless the user is a member now; never a message below the user's `firstSeq`. */
  messages(user: UserId, group: GroupId, range: Range): Promise<Page | null>;
  /**
   * The texts as they are now, the newest first, without those that were taken back. Null, and not
   * below `firstSeq`, as `messages`.
   */
  search(user: UserId, group: GroupId, search: Search): Promise<Page | null>;
  /** Whether the message is a text, taken back or not. */
  isText(group: GroupId, seq: number): Promise<boolean>;
  append(message: NewMessage): Promise<AppendOutcome>;
  /**
   * Adds messages of one group with consecutive seqs, all or none. False: none; appending each by
   * itself tells which one is repeated or in conflict.
   */
  appendRun(run: readonly NewMessage[]): Promise<boolean>;
  /** The seqs of the user's texts that were not taken back, ascending, at most `limit`. */
  textsLeft(user: UserId, group: GroupId, limit: number): Promise<readonly number[]>;
  /**
   * Adds "erased" messages of one author with consecutive seqs and applies each to its target, all
   * or none. False: none, since a place is taken, or a target is no text of theirs that is left.
   */
  eraseRun(run: readonly NewMessage[]): Promise<boolean>;
  /**
   * Adds an "edited", "erased" or "reacted" message and applies it to its target, both or neither.
   * The text is stored with its target alone: an "edited" message is read with the target's text as
   * it is now. Refused: there is no such text, or it is erased ("no_such_message"); another member
   * wrote it ("not_yours").
   */
  amend(message: NewMessage): Promise<AmendOutcome>;
}
