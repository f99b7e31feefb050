// The tables of reports and of what moderators do, as Kysely sees them: types only.

import type { ColumnType, Generated, RawBuilder } from "kysely";
import type { GroupId, Instant, Message, UserId } from "../protocol/domain.ts";
import type { AuditAction, AuditId, NoticeId, ReportId } from "../protocol/moderation.ts";

export interface ReportsTable {
  id: ReportId;
  group_id: GroupId;
  by: UserId;
  about: UserId;
  /** All that was told, an empty line between. */
  reason: string;
  at: Instant;
  /** The message that was reported. */
  seq: number | null;
  /** How often it was told while it was open. */
  told: Generated<number>;
  evidence: ColumnType<readonly Message[], string, string>;
  /** The entry of the audit trail that settled it; null: open. */
  decision: AuditId | null;
}

/** What warned users are told. */
export interface NoticesTable {
  id: NoticeId;
  user_id: UserId;
  at: Instant;
  text: string;
  read_at: Instant | null;
}

/** A row is neither changed nor deleted in its first year. */
export interface AuditTable {
  id: AuditId;
  /** The order of the entries. */
  place: Generated<number>;
  at: Instant;
  /** Null: the operator. */
  by: UserId | null;
  action: AuditAction;
  about: UserId;
  report: ReportId | null;
  reports: ColumnType<readonly ReportId[], RawBuilder<readonly ReportId[]>, never>;
  days: number | null;
  note: string;
}
