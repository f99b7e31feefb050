// The part of the Store that matching needs: tickets, the groups formed of them, and what ties
// people or keeps them apart. As in the rest, an expected refusal is a value, and a method that
// throws may have taken effect.

import type {
  Criteria,
  GroupId,
  Instant,
  JoinedMessage,
  MessageId,
  Profile,
  TicketId,
  User,
  UserId,
  Why,
} from "../../protocol/domain.ts";

/** One of the people of a ticket. */
export interface Seeker {
  readonly user: User;
  /** The age is worked out on the day of use. */
  readonly profile: Omit<Profile, "age">;
  readonly criteria: Criteria;
  /**
   * Never to be put in a group with these: a block in either direction, or a group in common now. A
   * seat's people are kept apart from everyone who was in the group before, and from themselves,
   * since they may wait on their own, too.
   */
  readonly apart: readonly UserId[];
  /** In a group with these after the time that was asked for, and not now. */
  readonly met: readonly UserId[];
  /** Would meet these again. */
  readonly again: readonly UserId[];
}

export interface OpenTicket {
  readonly id: TicketId;
  readonly since: Instant;
  /** One user, two partners, or those who are in the group whose seat this is. */
  readonly seekers: readonly [Seeker] | readonly [Seeker, Seeker];
  /** The group that looks for a third; null: these form a new one. */
  readonly seat: GroupId | null;
}

export interface NewTicket {
  /** Used unless the user has an open ticket, which keeps its id and its `since`. */
  readonly id: TicketId;
  readonly user: UserId;
  readonly criteria: Criteria;
  readonly at: Instant;
}

/** "no_third": nobody could be the third of the two, whoever came. */
export type Placed =
  | { readonly type: "placed"; readonly ticket: OpenTicket }
  | {
    readonly type: "refused";
    readonly code: "profile_required" | "sex_undisclosed" | "no_third";
  };

/** Whose ticket is used. */
export interface Used {
  readonly id: TicketId;
  readonly user: UserId;
}

export interface NewGroup {
  readonly id: GroupId;
  /** Of message 1, "formed". */
  readonly messageId: MessageId;
  readonly at: Instant;
  readonly why: Why;
  /** One for each of the three, in the order of joining; two partners have the same ticket. */
  readonly tickets: readonly Used[];
}

/** One or two people come into a group that looked for them. */
export interface NewJoin {
  readonly group: GroupId;
  readonly seat: TicketId;
  readonly at: Instant;
  /** In the order of joining; `messageId`: of each one's "joined". */
  readonly newcomers: readonly (Used & { readonly messageId: MessageId })[];
}

export interface NewSeat {
  /** Used unless the seat is open, which keeps its id and its `since`. */
  readonly id: TicketId;
  readonly group: GroupId;
  readonly user: UserId;
  /**
   * The user's own; null: those with which they came into the group. The other one's stay as they
   * are.
   */
  readonly criteria: Criteria | null;
  readonly at: Instant;
}

export type SeatOutcome =
  | { readonly type: "placed"; readonly ticket: OpenTicket }
  | {
    readonly type: "refused";
    readonly code: "not_member" | "group_full" | "sex_undisclosed" | "no_third";
  };

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
 * `own_invite`: a party of oneself; `has_partner`: it would be of three; `kept_apart`: a block, a
 * wall, a group in common, or a profile that is missing lies between the two.
 */
export type AcceptOutcome =
  | {
    readonly type: "accepted";
    readonly inviter: User;
    /** Both of them, where they waited alone: their tickets are closed. */
    readonly withdrawn: readonly UserId[];
    /** The inviter's criteria, when they waited. */
    readonly criteria: Criteria | null;
  }
  | {
    readonly type: "refused";
    readonly code: "not_found" | "invite_over" | "own_invite" | "has_partner" | "kept_apart";
  };

/** What "again with them" has changed. */
export interface RematchOutcome {
  /** Whether both say so now. */
  readonly mutual: boolean;
  /** The groups that show it: those in which the user is, and the other one is or was. */
  readonly groups: readonly GroupId[];
}

/** `metSince`: people who shared a group after it count as met; null: nobody does. */
export interface TicketStore {
  /**
   * Opens tickets, or gives open ones new criteria; of users who differ, one outcome for each, in
   * order. The ticket of someone who has a partner is of both.
   */
  placeTickets(tickets: readonly NewTicket[], metSince: Instant | null): Promise<Placed[]>;
  /**
   * Closes the user's open ticket without a group, and says whose it was: nobody's when none was
   * open.
   */
  withdrawTicket(user: UserId, at: Instant): Promise<readonly UserId[]>;
  /** The user's open ticket as it is now; never a group's seat. */
  openTicket(user: UserId, metSince: Instant | null): Promise<OpenTicket | null>;
  /** Every open ticket and seat, the oldest first; `onPage` is told how many are there so far. */
  openTickets(metSince: Instant | null, onPage?: (count: number) => void): Promise<OpenTicket[]>;
  /**
   * For each: closes exactly its three tickets and writes the group, its members and message 1, or
   * changes nothing. False: a ticket was not open any more, two of the three are apart now, or a
   * wall lies between them. A partnership ends with the group that came of it.
   */
  formGroups(groups: readonly NewGroup[]): Promise<boolean[]>;
  /**
   * Closes the seat and exactly these tickets and adds the members and their "joined" messages at
   * the end of the log, or changes nothing: null, for the reasons of `formGroups`.
   */
  joinGroup(join: NewJoin): Promise<readonly JoinedMessage[] | null>;

  /** Opens a group's seat, or changes the user's criteria in it. */
  openSeat(seat: NewSeat, metSince: Instant | null): Promise<SeatOutcome>;
  /** The group's open seat as it is now. */
  seat(group: GroupId, metSince: Instant | null): Promise<OpenTicket | null>;
  /** "none": no seat was open. */
  closeSeat(group: GroupId, user: UserId, at: Instant): Promise<"closed" | "none" | "not_member">;

  createInvite(invite: NewInvite): Promise<void>;
  invite(hash: string): Promise<StoredInvite | null>;
  /** Uses the invite up and makes the two partners, both or neither. */
  acceptInvite(hash: string, user: UserId, at: Instant): Promise<AcceptOutcome>;
  partner(user: UserId): Promise<User | null>;
  /** Ends a partnership and closes the ticket of the two; null when there was none. */
  endPartnership(
    user: UserId,
    at: Instant,
  ): Promise<{ readonly partner: UserId; readonly withdrawn: boolean } | null>;

  /**
   * Neither of the two may be put in a group with the other from now on. False: there is no such
   * user.
   */
  block(blocker: UserId, blocked: UserId, at: Instant): Promise<boolean>;
  /** False when there was no block. */
  unblock(blocker: UserId, blocked: UserId): Promise<boolean>;
  /** Whom the user has blocked, by name. */
  blocked(user: UserId): Promise<readonly User[]>;
  /** Null: the user is in no group in which the other one is or was. */
  setRematchWish(
    user: UserId,
    other: UserId,
    on: boolean,
    at: Instant,
  ): Promise<RematchOutcome | null>;
}
