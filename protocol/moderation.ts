// Moderation as the wire has it: roles, reports, decisions, notices, and the audit trail.

import type { GroupId, Id, Instant, Message, User } from "./domain.ts";

export type ReportId = Id<"report">;
export type NoticeId = Id<"notice">;
export type AuditId = Id<"audit">;

/** An operator may all that a moderator may, and sees how the server is. */
export type Role = "user" | "moderator" | "operator";

export function mayModerate(role: Role): boolean {
  return role !== "user";
}

/** What a warned user is told, until they have read it. */
export interface Notice {
  readonly id: NoticeId;
  readonly at: Instant;
  readonly text: string;
}

export type ReportState = "open" | "handled";

/** A report as its author sees it. */
export interface OwnReport {
  readonly id: ReportId;
  readonly at: Instant;
  readonly about: User;
  readonly state: ReportState;
}

/** What a moderator makes of a report. */
export type DecisionAction = "dismiss" | "warn" | "suspend" | "ban";

/** `profile`: put right; `recovery`: a code was made; `delete`: the account was deleted. */
export type AuditAction = DecisionAction | "lift" | "role" | "profile" | "recovery" | "delete";

/** A decision about a user, with or without a report. */
export interface Decision {
  readonly id: AuditId;
  readonly at: Instant;
  /** Null: the operator. */
  readonly by: User | null;
  readonly action: DecisionAction | "lift";
  /** Of a suspension. */
  readonly days: number | null;
  readonly note: string;
  /** The reports that it settled. */
  readonly reports: readonly ReportId[];
}

/** A report as a moderator sees it. */
export interface Report {
  readonly id: ReportId;
  readonly at: Instant;
  readonly group: GroupId;
  readonly by: User;
  readonly about: User;
  readonly reason: string;
  /** The message that was reported; null: none by itself. */
  readonly seq: number | null;
  /** In the order of the log, as they were when it was told. */
  readonly evidence: readonly Message[];
  readonly state: ReportState;
  readonly decision: Decision | null;
}

/** What a moderator or the operator has done, as the trail tells it. */
export interface AuditEntry {
  readonly id: AuditId;
  readonly at: Instant;
  /** Null: the operator. */
  readonly by: User | null;
  readonly action: AuditAction;
  readonly about: User;
  /** The report that was decided; null: none. */
  readonly report: ReportId | null;
  /** All reports that it settled. */
  readonly reports: readonly ReportId[];
  readonly days: number | null;
  readonly note: string;
}

/** What moderators know of a user. */
export interface UserHistory {
  readonly user: User;
  readonly createdAt: Instant;
  readonly role: Role;
  /** How many there are about the user, and by the user. */
  readonly reports: { readonly about: number; readonly by: number };
  /** The latest first. */
  readonly decisions: readonly Decision[];
  readonly suspended: boolean;
  /** Null: not suspended, or for good. */
  readonly suspendedUntil: Instant | null;
}
