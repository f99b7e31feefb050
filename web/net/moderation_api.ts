// The calls that only the moderators' page makes.

import type { UserId } from "../../protocol/domain.ts";
import type {
  AuditEntry,
  DecisionAction,
  Report,
  ReportId,
  ReportState,
  UserHistory,
} from "../../protocol/moderation.ts";
import type { Ask } from "../../client/net/api.ts";

/** The most that a page of a list holds. */
export const mostOfList = 200;

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
