// What the pool takes in: parties of one or two people who search together, and the settings of
// matching. Plain data that the pool never changes; times are in ms since 1970.

import type { Criteria, Day, Sex, TicketId, UserId } from "../../protocol/domain.ts";

export interface Person {
  readonly user: UserId;
  readonly birthDate: Day;
  readonly sex: Sex;
  readonly criteria: Criteria;
  /**
   * Never to be in a group with these: a block, or a group in common now. One of the two naming the
   * other is enough. Who is in an open seat names themselves, since they may wait with a ticket of
   * their own, too.
   */
  readonly apart: ReadonlySet<UserId>;
  /** In a group with these lately. Counts where both name each other. */
  readonly met: ReadonlySet<UserId>;
  /** Would meet these again. Counts where both name each other, and then instead of `met`. */
  readonly rematchWishes: ReadonlySet<UserId>;
}

/**
 * One open ticket: of a user, of two who search a third together, or of a group that reopened its
 * seat. Its people are together already; each one's wish binds the newcomers.
 */
export interface Party {
  readonly ticket: TicketId;
  readonly people: readonly [Person] | readonly [Person, Person];
  /**
   * Whether it is a group's seat. Two of these never go together: a newcomer can join one group
   * alone.
   */
  readonly seat: boolean;
  readonly since: number;
}

/** Two or three tickets whose people are three, the longest-waiting ticket first. */
export type Trio = readonly TicketId[];

export interface Terms {
  /** A wait as long as this makes up for one year between the ages. */
  readonly creditMs: number;
  /** What a pair who met before costs, in years. */
  readonly metYears: number;
  /** What a pair who want to meet again costs less, in years. */
  readonly rematchYears: number;
  /** Pairs who met before are kept apart until both have waited for this long. */
  readonly metApartMs: number;
}

export const defaultTerms: Terms = {
  creditMs: 10_000,
  metYears: 10,
  rematchYears: 5,
  metApartMs: 60_000,
};
