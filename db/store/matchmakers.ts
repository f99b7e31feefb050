// Matchmakers at work. There is to be one; while a process is taken for dead that is not, there may
// be two, and each has to find out what the other one has done.

import type { Instant } from "../../protocol/domain.ts";

export interface MatchmakerWork {
  readonly matchmaker: string;
  readonly at: Instant;
}

export interface MatchmakerStore {
  /** Notes that a matchmaker works at an instant, and forgets those that worked an hour before. */
  noteWork(work: MatchmakerWork): Promise<void>;
  /** When each matchmaker was last noted to work. */
  notedWork(): Promise<readonly MatchmakerWork[]>;
}
