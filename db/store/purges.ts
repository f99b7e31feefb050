// Purges: what is over is kept for a while and then forgotten. docs/privacy.md says how long what.

import type { GroupId, Instant } from "../../protocol/domain.ts";

export interface PurgeStore {
  /**
   * Tickets that were withdrawn, and invites that ran out, before then. Answers whether there may
   * be more.
   */
  purgeTickets(before: Instant): Promise<boolean>;
  /**
   * Groups that the last member left before then, with their logs; not while a report is about one.
   * Looks at some groups with ids above `after`, and answers the last of them; null: no more.
   */
  purgeGroups(before: Instant, after: GroupId | null): Promise<GroupId | null>;
  /** Reports, notices and entries of the audit trail; entries of the last 365 days stay. */
  purgeReports(before: Instant): Promise<void>;
  /**
   * Names of deleted accounts that are free at `now`, and the rows of deleted accounts that nothing
   * refers to any more.
   */
  purgeAccounts(now: Instant): Promise<void>;
}
