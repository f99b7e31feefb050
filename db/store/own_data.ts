// Own data: all that is stored of a user, for that user, page by page.

import type {
  EditedMessage,
  ErasedMessage,
  GroupId,
  ReactedMessage,
  TextMessage,
  UserId,
} from "../../protocol/domain.ts";

/**
 * The lists of what is stored of a user, besides name, profile, partner and messages; "account" has
 * one entry.
 */
export type OwnList =
  | "account"
  | "sessions"
  | "tokens"
  | "pushSubscriptions"
  | "devices"
  | "networks"
  | "recoveryCodes"
  | "passkeys"
  | "tickets"
  | "invites"
  | "blocked"
  | "again"
  | "reports"
  | "notices"
  | "groups";

/** An entry, and the key that orders its list: the next page is asked for by it. */
export type OwnEntry = readonly [key: string, entry: Readonly<Record<string, unknown>>];

export interface OwnRange {
  /** The key of the last entry known; null: from the first on. */
  readonly after: string | null;
  readonly limit: number;
}

/** The `limit` messages above the seq `after`. */
export interface SeqRange {
  readonly after: number;
  readonly limit: number;
}

/** The messages are the user's own, ascending, also of a group that they have left. */
export interface OwnDataStore {
  /** A page of a list, without anything that is secret. */
  own(user: UserId, list: OwnList, range: OwnRange): Promise<readonly OwnEntry[]>;
  ownTexts(user: UserId, group: GroupId, range: SeqRange): Promise<readonly TextMessage[]>;
  ownReactions(user: UserId, group: GroupId, range: SeqRange): Promise<readonly ReactedMessage[]>;
  /** The edits and erasures. */
  ownChanges(
    user: UserId,
    group: GroupId,
    range: SeqRange,
  ): Promise<readonly (EditedMessage | ErasedMessage)[]>;
}
