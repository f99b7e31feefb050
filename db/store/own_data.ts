// The part of the Store that tells a user what is kept of them, run by run.

import type {
  EditedMessage,
  ErasedMessage,
  GroupId,
  ReactedMessage,
  TextMessage,
  UserId,
} from "../../protocol/domain.ts";

/**
 * What is kept of a user besides name, profile, partner, and what they said in groups; "account"
 * has one entry.
 */
export type OwnList =
  | "account"
  | "sessions"
  | "tickets"
  | "invites"
  | "blocked"
  | "again"
  | "reports"
  | "groups";

/**
 * An entry, and the key by which its list is in order; the key is for asking what follows it alone.
 */
export type OwnEntry = readonly [key: string, entry: Readonly<Record<string, unknown>>];

export interface OwnRun {
  /** Of the last entry that is known; null: from the first on. */
  readonly after: string | null;
  readonly limit: number;
}

export interface SeqRun {
  readonly after: number;
  readonly limit: number;
}

export interface PersonalStore {
  /** A run of one of the lists, without anything that is secret. */
  own(user: UserId, list: OwnList, run: OwnRun): Promise<readonly OwnEntry[]>;
  /**
   * The user's own in a group in which they are or were, ascending: the `limit` above the seq
   * `after`.
   */
  ownTexts(user: UserId, group: GroupId, run: SeqRun): Promise<readonly TextMessage[]>;
  ownReactions(user: UserId, group: GroupId, run: SeqRun): Promise<readonly ReactedMessage[]>;
  /** What they edited and took back. */
  ownChanges(
    user: UserId,
    group: GroupId,
    run: SeqRun,
  ): Promise<readonly (EditedMessage | ErasedMessage)[]>;
}
