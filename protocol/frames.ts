// The frames of the wire, version 1: what a client may send and what a server may answer, and how a
// socket ends.

import type {
  Group,
  GroupId,
  Instant,
  Message,
  MessageId,
  Profile,
  Ticket,
  User,
  UserId,
} from "./domain.ts";
import type { Limits } from "./limits.ts";
import type { Notice, Role } from "./moderation.ts";

/** `id`: the client's own, which a retry repeats. */
interface Operation {
  readonly group: GroupId;
  readonly id: MessageId;
}
export type ClientFrame =
  | {
    readonly type: "hello";
    readonly since?: Readonly<Record<GroupId, number>>;
    /** In which the client was shown what it has; absent: it does not know. */
    readonly history?: string;
  }
  | (Operation & {
    readonly type: "send";
    readonly text: string;
    /** The seq of the text that this one answers. */
    readonly reply?: number;
  })
  | (Operation & { readonly type: "edit"; readonly seq: number; readonly text: string })
  | (Operation & { readonly type: "erase"; readonly seq: number })
  | (Operation & {
    readonly type: "react";
    readonly seq: number;
    readonly emoji: string;
    readonly on: boolean;
  })
  | { readonly type: "read"; readonly group: GroupId; readonly seq: number }
  | { readonly type: "typing"; readonly group: GroupId }
  | { readonly type: "quit"; readonly group: GroupId }
  | { readonly type: "ping" };

export type ServerFrame =
  | {
    readonly type: "ready";
    readonly user: User;
    readonly profile: Profile | null;
    readonly ticket: Ticket | null;
    /** The user with whom this one searches a third. */
    readonly partner: User | null;
    readonly groups: readonly Group[];
    readonly role: Role;
    /** The oldest that the user has not read. */
    readonly notice: Notice | null;
    readonly limits: Limits;
    /** Of the database: another one once the program has started again. */
    readonly history: string;
    /** By the server's clock. */
    readonly now: Instant;
  }
  | {
    readonly type: "message";
    readonly group: GroupId;
    readonly message: Message;
    /** The seq of the later message that made this one what it is now; absent: none did. */
    readonly asOf?: number;
  }
  | { readonly type: "group"; readonly group: Group }
  /** `reason`: a newcomer has taken the user's place, who was away; absent: the user has left. */
  | { readonly type: "gone"; readonly group: GroupId; readonly reason?: "away" }
  | { readonly type: "ticket"; readonly ticket: Ticket | null }
  | { readonly type: "partner"; readonly partner: User | null }
  | { readonly type: "read"; readonly group: GroupId; readonly user: UserId; readonly seq: number }
  | { readonly type: "typing"; readonly group: GroupId; readonly user: UserId }
  | {
    readonly type: "presence";
    readonly group: GroupId;
    readonly user: UserId;
    readonly online: boolean;
  }
  /** The user was warned, or has read a notice: the oldest that is left. */
  | { readonly type: "notice"; readonly notice: Notice | null }
  /** To moderators alone: how many reports are open now. */
  | { readonly type: "reports"; readonly open: number }
  | {
    readonly type: "error";
    readonly id: string | null;
    readonly code: ErrorCode;
    readonly detail: string;
  }
  | {
    readonly type: "pong";
    readonly heads: Readonly<Record<GroupId, number>>;
    /** By the server's clock. */
    readonly now: Instant;
  };

export type ErrorCode =
  | "invalid"
  | "hello_first"
  | "not_member"
  | "not_yours"
  | "too_long"
  | "no_such_message"
  | "slow_down"
  | "insufficient_scope"
  | "unavailable";

export const closeCode = {
  goingAway: 1001,
  frameTooBig: 1009,
  badClient: 4400,
  sessionOver: 4401,
  /** A moderator suspended the user. */
  suspended: 4403,
  tooSlow: 4408,
  /** The user opened more sockets than are allowed: this one was the oldest. */
  displaced: 4409,
  slowDown: 4429,
} as const;
export type CloseCode = typeof closeCode[keyof typeof closeCode];
