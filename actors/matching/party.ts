// What the pool takes in: parties of one or two people, and the terms of matching. Plain data that
// the pool never changes. Times are in ms since 1970.

import type { Criteria, Day, Sex, TicketId, UserId } from "../../protocol/domain.ts";

export interface Person {
  readonly user: UserId;
  readonly birthDate: Day;
  readonly sex: Sex;
  /** Whether the account is a program's; absent: it is a person's. */
  readonly bot?: boolean;
  readonly criteria: Criteria;
  readonly languages: readonly string[];
  /** By their keys: two of one key are the same. */
  readonly interests: readonly string[];
  /**
   * Users with whom this one may not be in a group: by a block, by what a block reaches, or by a
   * group in common now. It is enough that one of two names the other. A person in an open seat
   * names themselves, too, since they may also wait with a ticket of their own.
   */
  readonly apart: ReadonlySet<UserId>;
  /** Users who were in a group with this one lately. Counts where both name each other. */
  readonly met: ReadonlySet<UserId>;
  /** Users whom this one would meet again. Counts where both name each other, and before `met`. */
  readonly rematchWishes: ReadonlySet<UserId>;
  /** Where they have logged in; two with a device in common are kept apart. Absent: not known. */
  readonly devices?: readonly string[];
}

/**
 * One open ticket: of a user, of two partners, or of a group with an open seat. Its people are
 * together already; the criteria of each of them bind the newcomers.
 */
export interface Party {
  readonly ticket: TicketId;
  readonly people: readonly [Person] | readonly [Person, Person];
  /** Whether it is a group's seat. Two seats never go together: nobody can join both groups. */
  readonly seat: boolean;
  readonly since: number;
  /** Until then it waits without being matched. Absent: it may be matched at once. */
  readonly restsUntil?: number | undefined;
}

/** Two or three tickets whose people are three, the longest-waiting ticket first. */
export type Trio = readonly TicketId[];

export interface Terms {
  /** A wait of so long makes up for one year between the ages. */
  readonly creditMs: number;
  /** What a pair who have met costs, in years. */
  readonly metYears: number;
  /** What a pair who want to meet again saves, in years. */
  readonly rematchYears: number;
  /** A pair who have met is kept apart until both have waited for so long. */
  readonly metApartMs: number;
}

export const defaultTerms: Terms = {
  creditMs: 10_000,
  metYears: 10,
  rematchYears: 5,
  metApartMs: 60_000,
};
