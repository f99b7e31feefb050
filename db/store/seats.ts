// Seats: groups that look for a third, and the people who join them.

import type {
  Criteria,
  GroupId,
  Instant,
  JoinedMessage,
  LeftMessage,
  MessageId,
  TicketId,
  UserId,
} from "../../protocol/domain.ts";
import type { Asking, OpenTicket, Used } from "./tickets.ts";

export interface NewSeat {
  /** For a seat that is opened now; an open one keeps its id and its `since`. */
  readonly id: TicketId;
  readonly group: GroupId;
  readonly user: UserId;
  /**
   * The user's own; null: those with which they came into the group. Those of the other members
   * stay as they are.
   */
  readonly criteria: Criteria | null;
  readonly at: Instant;
  /** Members who were last there before then are away; null or absent: nobody is. */
  readonly silentBefore?: Instant | null;
}

export type SeatOutcome =
  | { readonly type: "placed"; readonly ticket: OpenTicket }
  | {
    readonly type: "refused";
    readonly code: "suspended" | "not_member" | "group_full" | "sex_undisclosed" | "no_third";
  };

/** One or two people join a group by its seat. */
export interface NewJoin {
  readonly group: GroupId;
  readonly seat: TicketId;
  /** All who are in the group. */
  readonly seated: readonly Asking[];
  readonly at: Instant;
  /** In the order of joining; `messageId`: of each one's "joined". */
  readonly newcomers: readonly (Used & { readonly messageId: MessageId })[];
  /** Where it may be the place of a member who is away; `leftId`: of their "left". */
  readonly away?: { readonly leftId: MessageId; readonly silentBefore: Instant };
}

/** A member who is away no more, while their place in a group is looked for. */
export interface ReturnedMember {
  readonly group: GroupId;
  readonly user: UserId;
}

/** `metSince`: as in TicketStore. */
export interface SeatStore {
  /**
   * Opens a group's seat, or changes the user's criteria in it. In a group of three it is that of
   * another member who is away, the longest one if there are several, and none of whom the user is
   * not shown that they are.
   */
  openSeat(seat: NewSeat, metSince: Instant | null): Promise<SeatOutcome>;
  /** The group's open seat as it is now. */
  seat(group: GroupId, metSince: Instant | null): Promise<OpenTicket | null>;
  /** "none": no seat was open. */
  closeSeat(group: GroupId, user: UserId, at: Instant): Promise<"closed" | "none" | "not_member">;
  /**
   * Closes the seat and exactly these tickets and adds the members and their "joined" messages at
   * the end of the log, or changes nothing: null, for the reasons of `formGroups`, or since the
   * member whose place it is is away no more. That member leaves first, by a "left".
   */
  joinGroup(join: NewJoin): Promise<readonly (LeftMessage | JoinedMessage)[] | null>;
  /**
   * The open seats in the place of a member who is away no more. `user`: that member; null: whoever
   * it is.
   */
  returnedMembers(
    user: UserId | null,
    silentBefore: Instant | null,
  ): Promise<readonly ReturnedMember[]>;
  /** Closes those seats of these groups for which that holds now; answers them. */
  closeReturned(
    groups: readonly GroupId[],
    silentBefore: Instant | null,
    at: Instant,
  ): Promise<readonly ReturnedMember[]>;
}
