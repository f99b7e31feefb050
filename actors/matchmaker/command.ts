// What the matchmaker is asked to do, and what it answers.

import type { Return } from "../../db/store/last_seen.ts";
import type { Ended } from "../../db/store/moderation.ts";
import type { ReturnedMember } from "../../db/store/seats.ts";
import type { SleepyTicket, Woken } from "../../db/store/sleep.ts";
import type { Criteria, GroupId, Seat, Ticket, User, UserId } from "../../protocol/domain.ts";

export type MatchmakerCommand =
  /** The ticket of a user who has a partner is of both. */
  | { readonly type: "place"; readonly user: UserId; readonly criteria: Criteria }
  | { readonly type: "withdraw"; readonly user: UserId }
  | { readonly type: "look"; readonly user: UserId }
  /** Sends the user their ticket as it is in the pool, if one is there. */
  | { readonly type: "show_ticket"; readonly user: UserId }
  /** The first of these users has left a group that the others are in. */
  | { readonly type: "parted"; readonly users: readonly UserId[] }
  /** Something is due: a widening, a new day, or loading the pool. */
  | { readonly type: "review" }
  /**
   * Tickets whose people may all be away, and people who may be back without a word. `returned`:
   * those whose place in a group is looked for.
   */
  | {
    readonly type: "sleep";
    readonly sleepy: readonly SleepyTicket[];
    readonly woken: readonly Woken[];
    readonly overslept: readonly UserId[];
    readonly returned: readonly ReturnedMember[];
  }
  /** A user is back after they were away. */
  | ({ readonly type: "came_back"; readonly user: UserId } & Return)
  /** `criteria`: the user's own against a newcomer; null: those of when they joined the group. */
  | {
    readonly type: "open_seat";
    readonly user: UserId;
    readonly group: GroupId;
    readonly criteria: Criteria | null;
  }
  | { readonly type: "close_seat"; readonly user: UserId; readonly group: GroupId }
  /** Makes the user the partner of who made the invite. */
  | { readonly type: "accept_invite"; readonly user: UserId; readonly hash: string }
  | { readonly type: "end_partnership"; readonly user: UserId }
  | {
    readonly type: "block";
    readonly user: UserId;
    readonly other: UserId;
    /** Whether the user leaves the groups in which both are; absent: no. */
    readonly leave?: boolean;
  }
  | { readonly type: "unblock"; readonly user: UserId; readonly other: UserId }
  /** What others are shown of this user, who may be waiting, has changed. */
  | { readonly type: "user_changed"; readonly user: UserId }
  /** Those from whom these users are kept apart are fewer. */
  | { readonly type: "reach_changed"; readonly users: readonly UserId[] }
  /** The user was suspended, by which these tickets, partnership and seats have ended. */
  | ({ readonly type: "kept_out" } & Ended)
  /** Whether the user would meet the other user again. */
  | {
    readonly type: "set_rematch_wish";
    readonly user: UserId;
    readonly other: UserId;
    readonly on: boolean;
  };

export type CommandOf<Type extends MatchmakerCommand["type"]> = Extract<
  MatchmakerCommand,
  { readonly type: Type }
>;

export type MatchmakerAnswer =
  | TicketAnswer
  | { readonly type: "seat"; readonly seat: Seat }
  | { readonly type: "accepted"; readonly partner: User }
  | { readonly type: "done" }
  | { readonly type: "refused"; readonly code: MatchmakerRefusal };

/** To "place", "withdraw", "look" and "show_ticket": the user's ticket as it is now. */
export interface TicketAnswer {
  readonly type: "ticket";
  readonly ticket: Ticket | null;
}

export type MatchmakerRefusal =
  | "suspended"
  | "profile_required"
  | "sex_undisclosed"
  | "no_third"
  /** Not now; it may be right another time. */
  | "unavailable"
  /** A fault of the program. */
  | "internal"
  | "not_member"
  | "group_full"
  | "not_found"
  | "invite_over"
  | "own_invite"
  | "bot_alone"
  | "has_partner"
  | "kept_apart";

export const done: MatchmakerAnswer = { type: "done" };

export function refused(code: MatchmakerRefusal): MatchmakerAnswer {
  return { type: "refused", code };
}
