// Seats: groups that look for a third, and the people who join them.

import type {
  Criteria,
  GroupId,
  Instant,
  JoinedMessage,
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
}

/** `metSince`: as in TicketStore. */
export interface SeatStore {
  /** Opens a group's seat, or changes the user's criteria in it. */
  openSeat(seat: NewSeat, metSince: Instant | null): Promise<SeatOutcome>;
  /** The group's open seat as it is now. */
  seat(group: GroupId, metSince: Instant | null): Promise<OpenTicket | null>;
  /** "none": no seat was open. */
  closeSeat(group: GroupId, user: UserId, at: Instant): Promise<"closed" | "none" | "not_member">;
  /**
   * Closes the seat and exactly these tickets and adds the members and their "joined" messages at
   * the end of the log, or changes nothing: null, for the reasons of `formGroups`.
   */
  joinGroup(join: NewJoin): Promise<readonly JoinedMessage[] | null>;
}
