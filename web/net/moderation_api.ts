// The calls that only the moderators' page makes.

import type { Instant, User, UserId } from "../../protocol/domain.ts";
import type {
  AuditEntry,
  Decision,
  DecisionAction,
  Report,
  ReportId,
  ReportState,
  Role,
} from "../../protocol/moderation.ts";
import type { Ask } from "./api.ts";

/** The most that a page of a list holds. */
export const mostOfList = 200;

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

export interface NewDecision {
  readonly action: DecisionAction;
  /** With "suspend" alone. */
  readonly days?: number;
  readonly note: string;
}

/** A part of a list: so many behind the one that is named, or from the first on. */
export interface Range {
  readonly after?: string | undefined;
  readonly limit: number;
}

export type ModerationApi = ReturnType<typeof moderationApi>;

export function moderationApi(ask: Ask) {
  const path = (rest: string) => `/api/moderation/${rest}`;
  return {
    reports: (state: ReportState, range: Range) =>
      ask<{ readonly reports: readonly Report[]; readonly more: boolean }>(
        "GET",
        path(`reports?state=${state}&${queryOf(range)}`),
      ),
    decide: (report: ReportId, decision: NewDecision) =>
      ask<{ readonly report: Report }>("POST", path(`reports/${report}/decision`), decision),
    user: (id: UserId) => ask<UserHistory>("GET", path(`users/${id}`)),
    lift: (id: UserId, note: string) =>
      ask<null>("DELETE", path(`users/${id}/suspension`), { note }),
    audit: (range: Range) =>
      ask<{ readonly entries: readonly AuditEntry[]; readonly more: boolean }>(
        "GET",
        path(`audit?${queryOf(range)}`),
      ),
  };
}

function queryOf({ after, limit }: Range): string {
  return `${after === undefined ? "" : `after=${after}&`}limit=${limit}`;
}
