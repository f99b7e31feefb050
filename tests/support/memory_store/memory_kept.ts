// What the memory store keeps of sessions, pushes and moderation, and of who is kept apart beyond
// blocks. Types alone.

import type { GroupId, Instant, Message, UserId } from "../../../protocol/domain.ts";
import type { AuditAction, AuditId, Notice, ReportId, Role } from "../../../protocol/moderation.ts";
import type { Suspension } from "../../../protocol/suspension.ts";
import type { PushType } from "../../../protocol/push_content.ts";
import type { NewToken } from "../../../db/store/api_tokens.ts";
import type { NewReport } from "../../../db/store/moderation.ts";
import type { NewSession } from "../../../db/store/sessions.ts";

/** Without a token it is a log-in. */
export type KeptSession = NewSession & {
  readonly usedAt: Instant;
  readonly token?: Pick<NewToken, "hash" | "name" | "scopes">;
};

/** What a subscription is told, or was told, of a group. */
export interface KeptPush {
  readonly id: number;
  readonly endpoint: string;
  readonly kind: PushType;
  readonly group: GroupId | null;
  seq: number;
  queuedAt: Instant;
  /** Null: it was sent. */
  dueAt: Instant | null;
  attempts: number;
}

export interface KeptReport extends Omit<NewReport, "reason" | "seq"> {
  reason: string;
  seq: number | null;
  told: number;
  evidence: readonly Message[];
  /** The entry of the trail that settled it. */
  decision: AuditId | null;
}

export interface KeptNotice extends Notice {
  readonly user: UserId;
  readAt: Instant | null;
}

export interface KeptEntry {
  readonly id: AuditId;
  readonly at: Instant;
  readonly by: UserId | null;
  readonly action: AuditAction;
  readonly about: UserId;
  readonly report: ReportId | null;
  readonly reports: readonly ReportId[];
  readonly days: number | null;
  readonly note: string;
}

export interface KeptStanding {
  role: Role;
  suspension: Suspension | null;
}

/** What keeps `owner` apart from accounts of a device or a network. */
export interface Reach {
  readonly owner: UserId;
  readonly about: UserId;
  readonly reason: "block" | "left" | "ban";
  readonly kind: "device" | "network" | "newcomers";
  readonly hash: string;
  readonly at: Instant;
  /** Of the block or the ban. */
  readonly arrival: number;
}
