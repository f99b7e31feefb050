// Moderation: what is decided about users, where it concerns those who are there now. It is stored
// first; then sockets and searches end, and whom it concerns is told.

import type {
  DecideOutcome,
  Ended,
  ModerationStore,
  NewAct,
  NewDecision,
  NewReport,
  NewSuspension,
} from "../db/store/moderation.ts";
import type { Clock } from "../protocol/clock.ts";
import { instantOf } from "../protocol/clock.ts";
import type { UserId } from "../protocol/domain.ts";
import type { NoticeId } from "../protocol/moderation.ts";
import { suspendedEnd } from "./connections/hub.ts";
import type { Report } from "../logging/events.ts";
import type { Placement } from "./runtime/placement.ts";

export interface ModerationDeps {
  readonly store: ModerationStore;
  readonly placement: Placement;
  readonly clock: Clock;
  readonly report: Report;
}

export class Moderation {
  readonly #deps: ModerationDeps;
  /** Whether moderators may not know how many reports are open. */
  #isStale = false;
  #isTelling = false;

  constructor(deps: ModerationDeps) {
    this.#deps = deps;
  }

  /** See ModerationStore.report. */
  async report(report: NewReport): Promise<boolean> {
    const isKept = await this.#deps.store.report(report);
    if (isKept) this.#tellModerators();
    return isKept;
  }

  /** See ModerationStore.decide. Ends what a suspension ends, and tells whom it concerns. */
  async decide(decision: NewDecision): Promise<DecideOutcome> {
    const outcome = await this.#deps.store.decide(decision);
    if (outcome.type === "refused") return outcome;
    const { report: { about }, notice, ended } = outcome;
    const { report, by, action } = decision;
    this.#deps.report("report_decided", { report, by, user: about.id, kind: action });
    if (ended) this.#keepOut(ended);
    if (notice) await this.#tellNotice(about.id);
    this.#tellModerators();
    return outcome;
  }

  /** By the operator. False: there is no such user. */
  async suspend(suspension: NewSuspension): Promise<boolean> {
    const ended = await this.#deps.store.suspend(suspension);
    if (ended === null) return false;
    const { about: user, by, days } = suspension;
    this.#deps.report("user_suspended", { user, by, days });
    this.#keepOut(ended);
    return true;
  }

  /** False: the user is not suspended. */
  async lift(act: NewAct): Promise<boolean> {
    const { store, placement, report } = this.#deps;
    const reached = await store.lift(act);
    if (reached === null) return false;
    report("suspension_lifted", { user: act.about, by: act.by });
    if (reached.length > 0) {
      void placement.askMatchmaker({ type: "reach_changed", users: reached });
    }
    return true;
  }

  /** False: the user was given no such notice. */
  async readNotice(user: UserId, notice: NoticeId): Promise<boolean> {
    const { store, clock } = this.#deps;
    const isTheirs = await store.readNotice(user, notice, instantOf(clock.now()));
    if (isTheirs) await this.#tellNotice(user);
    return isTheirs;
  }

  #keepOut(ended: Ended): void {
    const { placement } = this.#deps;
    placement.endSessions(ended.user, suspendedEnd(ended));
    void placement.askMatchmaker({ type: "kept_out", ...ended });
  }

  /** What is stored stays stored when this fails: the next hello tells it. */
  async #tellNotice(user: UserId): Promise<void> {
    const { store, placement, clock, report } = this.#deps;
    try {
      const standing = await store.standing(user, instantOf(clock.now()));
      if (standing) placement.deliver([user], { type: "notice", notice: standing.notice });
    } catch (error) {
      report("notice_not_shown", { user, error });
    }
  }

  /** One look at a time, so that an older count is never told after a newer one. */
  #tellModerators(): void {
    this.#isStale = true;
    if (!this.#isTelling) void this.#tell();
  }

  async #tell(): Promise<void> {
    const { store, placement, report } = this.#deps;
    this.#isTelling = true;
    while (this.#isStale) {
      this.#isStale = false;
      try {
        const [moderators, open] = await Promise.all([store.moderators(), store.openReports()]);
        placement.deliver(moderators, { type: "reports", open });
      } catch (error) {
        report("moderators_not_told", { error });
      }
    }
    this.#isTelling = false;
  }
}
