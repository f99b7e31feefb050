// When users were last there, and what follows from their coming back.

import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";

export interface Seen {
  readonly user: UserId;
  readonly at: Instant;
}

/** What a user is back to. */
export interface Return {
  /** Whether a ticket of theirs has slept until now. */
  readonly hasWoken: boolean;
  /** Groups of theirs whose seat has slept until now. */
  readonly seats: readonly GroupId[];
  /** Groups in which their place is looked for, since they were away. */
  readonly places: readonly GroupId[];
}

export interface LastSeenStore {
  /** The users were there then. A time that is not later than the stored one changes nothing. */
  noteSeen(seen: readonly Seen[]): Promise<void>;
  /**
   * The user is there, and their tickets and seats are awake from then on. Null: there is no such
   * account, or it is deleted.
   */
  comeBack(user: UserId, at: Instant): Promise<Return | null>;
}
