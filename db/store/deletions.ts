// Deletions: how an account comes to its end. It is asked for, which ends its sessions at once;
// what it has open is closed and its texts are taken back; then all that is personal is removed
// together.

import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";

export interface NewDeletion {
  readonly user: UserId;
  readonly at: Instant;
  /** Keyed hashes of the username: no new account gets the name before `reservedUntil`. */
  readonly usernameHashes: readonly string[];
  readonly reservedUntil: Instant;
}

export interface DeletionStore {
  /**
   * Ends the user's sessions and all that would open others. False: there is no such account, or
   * its deletion was asked for before.
   */
  requestDeletion(deletion: NewDeletion): Promise<boolean>;
  /** The accounts whose deletion was asked for and is not done, at most `limit`. */
  deletions(limit: number): Promise<readonly UserId[]>;
  /** The groups in which the user is or was. */
  everGroups(user: UserId): Promise<readonly GroupId[]>;
  /**
   * Removes all that is personal. False, and nothing changes: the user is in a group, has a ticket
   * or a partner, or a text that was not taken back. True also when it was done before.
   */
  emptyAccount(user: UserId): Promise<boolean>;
  /** The deletion is done: it is not among `deletions` any more. */
  endDeletion(user: UserId): Promise<void>;
}
