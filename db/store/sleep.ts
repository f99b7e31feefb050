// Tickets and seats that sleep while all of their people are away, and those that wake.

import type { GroupId, Instant, TicketId, UserId } from "../../protocol/domain.ts";

export interface SleepyTicket {
  readonly id: TicketId;
  readonly users: readonly UserId[];
  readonly seat: GroupId | null;
}

/** One of the people on a ticket that has woken. */
export interface Woken {
  readonly id: TicketId;
  readonly user: UserId;
  readonly seat: GroupId | null;
}

/** What a ticket's people are told. */
export interface Told {
  readonly id: TicketId;
  readonly alone: boolean;
}

export interface SleepStore {
  /**
   * Tickets and seats that are awake, were made before then, and whose people were all last there
   * before then: the oldest first.
   */
  sleepyTickets(before: Instant, limit: number): Promise<readonly SleepyTicket[]>;
  /** Those of these fall asleep for which that still holds; answers them. */
  putToSleep(
    tickets: readonly TicketId[],
    before: Instant,
    at: Instant,
  ): Promise<readonly TicketId[]>;
  /** The people of open tickets and seats that have woken since then. */
  wokenSince(since: Instant): Promise<readonly Woken[]>;
  /** Users who were seen since their ticket or seat fell asleep, which was not before then. */
  overslept(since: Instant): Promise<readonly UserId[]>;
  /** What `WaitStatus.alone` is from now on. A ticket that is being changed may stay as it was. */
  keepAlone(told: readonly Told[]): Promise<void>;
}
