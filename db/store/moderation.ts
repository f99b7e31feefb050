// Moderation: reports with their evidence, what is decided about users, notices, roles, and the
// audit trail. `by: null` is the operator. Each act and its entry are stored together, but for
// codes and deletions of the operator, whose entry is added by `audit`.

import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type {
  AuditAction,
  AuditEntry,
  AuditId,
  DecisionAction,
  Notice,
  NoticeId,
  OwnReport,
  Report,
  ReportId,
  ReportState,
  Role,
  UserHistory,
} from "../../protocol/moderation.ts";
import type { Suspension } from "../../protocol/suspension.ts";
import type { NewProfile } from "./users.ts";

export interface NewReport {
  readonly id: ReportId;
  readonly group: GroupId;
  readonly by: UserId;
  readonly about: UserId;
  readonly reason: string;
  /** The message that is reported; null: the user as such. */
  readonly seq: number | null;
  readonly at: Instant;
}

/** What moderation has made of a user. */
export interface Standing {
  readonly role: Role;
  /** Null: not suspended now. */
  readonly suspension: Suspension | null;
  /** The oldest that was not read; null: none. */
  readonly notice: Notice | null;
}

/** A page of reports or of the trail. */
export interface ModerationRange<Id> {
  /** The last one known; null: from the first on. */
  readonly after: Id | null;
  readonly limit: number;
}

/** An entry of the trail that is to be added. */
export interface NewAct {
  readonly id: AuditId;
  readonly at: Instant;
  readonly by: UserId | null;
  readonly about: UserId;
  readonly note: string;
}

export interface NewDecision extends Omit<NewAct, "about"> {
  readonly by: UserId;
  readonly report: ReportId;
  readonly action: DecisionAction;
  /** Of a suspension. */
  readonly days: number | null;
  /** Of the notice, should the user be warned. */
  readonly notice: NoticeId;
}

export interface NewSuspension extends NewAct {
  /** Null: for good. */
  readonly days: number | null;
}

/** What a suspension has ended, besides sessions. */
export interface Ended {
  readonly user: UserId;
  /** Of the suspension that holds now; null: for good. */
  readonly until: Instant | null;
  /** Whose ticket was withdrawn: the user's, and a partner's with it. */
  readonly withdrawn: readonly UserId[];
  readonly partner: UserId | null;
  /** The groups of the user whose seat was closed. */
  readonly seats: readonly GroupId[];
}

export type DecideOutcome =
  | {
    readonly type: "decided";
    readonly report: Report;
    /** The user was warned. */
    readonly notice: Notice | null;
    /** The user was suspended. */
    readonly ended: Ended | null;
  }
  | { readonly type: "refused"; readonly code: "not_found" | "own_report" | "handled" };

/** What is stored of what moderators know of a user. */
export interface History extends Omit<UserHistory, "suspended" | "suspendedUntil"> {
  /** Null: not suspended now. */
  readonly suspension: Suspension | null;
}

export interface ModerationStore {
  /**
   * Stores a report with its evidence, or adds to the one that is open. False: the two are and were
   * in no such group together, or the reporter may not see the message.
   */
  report(report: NewReport): Promise<boolean>;
  /** Those by the user, the latest first. */
  ownReports(user: UserId): Promise<readonly OwnReport[]>;
  openReports(): Promise<number>;
  /**
   * Open: those about the most reported user first, then the oldest. Handled: the last handled
   * first. Null: there is no report `after`.
   */
  reports(
    state: ReportState,
    range: ModerationRange<ReportId>,
  ): Promise<{ readonly reports: readonly Report[]; readonly more: boolean } | null>;

  /**
   * Settles a report; all but "dismiss" settle every open report about the same user. Suspending
   * ends sessions, ticket, partnership, seats and invites.
   */
  decide(decision: NewDecision): Promise<DecideOutcome>;
  /** Without a report. Null: there is no such user. */
  suspend(suspension: NewSuspension): Promise<Ended | null>;
  /**
   * The users who wait, alone or in a seat, and whom a ban kept apart from others. Null: the user
   * is not suspended.
   */
  lift(act: NewAct): Promise<readonly UserId[] | null>;
  /** False: there is no such user. */
  setRole(role: Role, act: NewAct): Promise<boolean>;
  /** As UserStore.setProfile, whatever the user has changed before. */
  correctProfile(
    profile: NewProfile,
    act: NewAct,
  ): Promise<"stored" | "waiting" | "age_wall" | "not_found">;
  /** Adds an entry for what is stored elsewhere. */
  audit(action: AuditAction, act: NewAct): Promise<void>;
  /** The latest first. Null: there is no entry `after`. */
  auditTrail(
    range: ModerationRange<AuditId>,
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly more: boolean } | null>;

  /** Null: there is no such user. */
  history(user: UserId, now: Instant): Promise<History | null>;
  standing(user: UserId, now: Instant): Promise<Standing | null>;
  moderators(): Promise<readonly UserId[]>;
  /** False: the user was given no such notice. */
  readNotice(user: UserId, notice: NoticeId, at: Instant): Promise<boolean>;
}
