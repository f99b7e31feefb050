// Tickets, and the groups that are formed of them.

import type {
  Criteria,
  GroupId,
  Instant,
  MessageId,
  TicketId,
  User,
  UserId,
  Why,
} from "../../protocol/domain.ts";
import type { Waiting } from "./samples.ts";
import type { StoredProfile } from "./users.ts";

/** One of the people on a ticket, as they are shown it. */
export interface TicketOwner {
  readonly user: User;
  readonly profile: StoredProfile;
  readonly criteria: Criteria;
}

/** Whether a ticket waits, and since when. */
export interface WaitStatus {
  /** Whether it sleeps, its people being away: then it is not matched. */
  readonly asleep: boolean;
  /** When one of its people was back last; null: it never slept. */
  readonly wokenAt: Instant | null;
  /** Whether its people were told last that nobody waits whom they could meet. */
  readonly alone: boolean;
}

/** The open ticket of one user or two partners, as they are shown it. */
export interface OwnTicket extends WaitStatus {
  readonly id: TicketId;
  readonly since: Instant;
  readonly owners: readonly [TicketOwner] | readonly [TicketOwner, TicketOwner];
}

/** One of the people on a ticket, as matching knows them. */
export interface Seeker extends TicketOwner {
  /**
   * Never to be put in a group with these: a block in either direction, what one reaches, a leave,
   * or a group in common now. The people of a seat are kept apart from everyone who was ever in the
   * group, and from each other, since each may have a ticket of their own, too.
   */
  readonly apart: readonly UserId[];
  /** In a group with these after the time that was asked for, and not now. */
  readonly met: readonly UserId[];
  /** Would meet these again. */
  readonly rematchWishes: readonly UserId[];
  /** Never to be put in a group with a user of one of these. */
  readonly devices: readonly string[];
  /** Present: the user has switched presence off. */
  readonly hidesPresence?: true;
}

export interface OpenTicket extends WaitStatus {
  readonly id: TicketId;
  readonly since: Instant;
  /** One user, two partners, or the members of the group whose seat this is. */
  readonly seekers: readonly [Seeker] | readonly [Seeker, Seeker];
  /** The group whose seat this is; null: a ticket for a new group. */
  readonly seat: GroupId | null;
  /** Not to be matched before; null: it may be matched at once. */
  readonly restsUntil: Instant | null;
  /** Of a seat: the member who is away, whose place it is; null: the place is free. */
  readonly placeOf: UserId | null;
}

export interface WaitingUsers {
  readonly people: number;
  readonly bots: number;
}

export interface NewTicket {
  /** Used unless the user has an open ticket, which keeps its id and its `since`. */
  readonly id: TicketId;
  readonly user: UserId;
  readonly criteria: Criteria;
  readonly at: Instant;
}

/** "no_third": nobody at all could be the third of the two. */
export type Placed =
  | { readonly type: "placed"; readonly ticket: OpenTicket }
  | {
    readonly type: "refused";
    readonly code: "suspended" | "profile_required" | "sex_undisclosed" | "no_third";
  };

/** What a user asks of the others, as it was matched by. */
export interface Asking {
  readonly user: UserId;
  readonly criteria: Criteria;
}

/** A user's part of a ticket that is used up. */
export interface Used extends Asking {
  readonly id: TicketId;
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

/** `metSince`: people who shared a group after it count as met; null: nobody does. */
export interface TicketStore {
  /**
   * Opens tickets, or gives open ones new criteria, for users who differ; one outcome for each, in
   * order. The ticket of a user who has a partner is of both.
   */
  placeTickets(tickets: readonly NewTicket[], metSince: Instant | null): Promise<Placed[]>;
  /** Closes the user's open ticket without a group. Answers whose it was; empty: none was open. */
  withdrawTicket(user: UserId, at: Instant): Promise<readonly UserId[]>;
  /** The user's open ticket as it is now; never a seat. */
  openTicket(user: UserId, metSince: Instant | null): Promise<OpenTicket | null>;
  /** As `openTicket`, without what only matching needs. */
  ownTicket(user: UserId): Promise<OwnTicket | null>;
  /** How many users wait with a ticket of their own that is awake. */
  countWaiting(): Promise<WaitingUsers>;
  /** These users, and how long they have waited: half of them longer than the median. */
  waitingNow(now: Instant): Promise<Waiting>;
  /**
   * Every open ticket and seat that is awake, the oldest first; `onPage` is told how many are
   * loaded so far.
   */
  openTickets(metSince: Instant | null, onPage?: (count: number) => void): Promise<OpenTicket[]>;
  /**
   * For each: closes exactly its three tickets and writes the group, its members and message 1, or
   * changes nothing. False: a ticket is not open any more, sleeps or asks for something else now,
   * or two of the three may not be together.
   * A partnership ends with the group that comes of it.
   */
  formGroups(groups: readonly NewGroup[]): Promise<boolean[]>;
}
