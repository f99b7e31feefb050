// Relations: what ties two people or keeps them apart. Partners and the invites that make them,
// blocks, and rematch wishes.

import type { Criteria, GroupId, Instant, MessageId, User, UserId } from "../../protocol/domain.ts";

export interface NewInvite {
  /** SHA-256 of the token, in hex. */
  readonly hash: string;
  readonly inviter: UserId;
  readonly at: Instant;
  readonly expiresAt: Instant;
}

export interface StoredInvite {
  readonly inviter: User;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | null;
}

/**
 * `own_invite`: a party of oneself; `bot_alone`: one of the two is a bot; `has_partner`: it would
 * be of three; `kept_apart`: a block, a device in common, an age wall, a group in common or a
 * missing profile is between the two, which the user must not be told; `suspended`: the user is.
 * An invite of a suspended user is over.
 */
export type AcceptOutcome =
  | {
    readonly type: "accepted";
    readonly inviter: User;
    /** Those of the two who had a ticket of their own, which is closed. */
    readonly withdrawn: readonly UserId[];
    /** The criteria of the inviter's ticket; null: there was none. */
    readonly criteria: Criteria | null;
  }
  | {
    readonly type: "refused";
    readonly code:
      | "not_found"
      | "invite_over"
      | "own_invite"
      | "bot_alone"
      | "has_partner"
      | "kept_apart"
      | "suspended";
  };

/** What setting a rematch wish has changed. */
export interface RematchOutcome {
  /** Whether both wish it now. */
  readonly mutual: boolean;
  /** The groups that show it: the user is in them now, and the other user is or was. */
  readonly groups: readonly GroupId[];
}

export interface NewBlock {
  readonly blocker: UserId;
  readonly blocked: UserId;
  readonly at: Instant;
  /** `messageId`: of the "left". */
  readonly leave: readonly { readonly group: GroupId; readonly messageId: MessageId }[];
}

export interface RelationStore {
  createInvite(invite: NewInvite): Promise<void>;
  invite(hash: string): Promise<StoredInvite | null>;
  /** Uses the invite up and makes the two partners, both or neither. */
  acceptInvite(hash: string, user: UserId, at: Instant): Promise<AcceptOutcome>;
  partner(user: UserId): Promise<User | null>;
  /** Ends a partnership and closes the ticket of the two; null: there was none. */
  endPartnership(
    user: UserId,
    at: Instant,
  ): Promise<{ readonly partner: UserId; readonly withdrawn: boolean } | null>;

  /** From now on no group is formed with both. False: there is no such user. */
  block(blocker: UserId, blocked: UserId, at: Instant): Promise<boolean>;
  /**
   * Blocks, and leaves those of the groups in which both are now, all or nothing. Answers the
   * groups that were left; null: there is no such user.
   */
  blockAndLeave(block: NewBlock): Promise<readonly GroupId[] | null>;
  /**
   * The users who wait, alone or in a seat, and whom the block reached by a device or a network.
   * Null: there was no block.
   */
  unblock(blocker: UserId, blocked: UserId): Promise<readonly UserId[] | null>;
  /**
   * Whether a block, what one reaches, a leave, or a device in common keeps two users apart. A
   * group in common, or a wall, is not asked for.
   */
  areKeptApart(one: UserId, other: UserId): Promise<boolean>;
  /** Those whom the user has blocked, by name. */
  blocked(user: UserId): Promise<readonly User[]>;

  /**
   * Null, and nothing changes, unless the two are or were in a group together, in which the user
   * still is; to take a wish back, the user may have left it.
   */
  setRematchWish(
    user: UserId,
    other: UserId,
    on: boolean,
    at: Instant,
  ): Promise<RematchOutcome | null>;
}
