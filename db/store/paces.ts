// Paces: what may be done so often under a key, counted where restarts and other processes find it.

import type { Instant } from "../../protocol/domain.ts";

export interface Pace {
  /** So many at once. */
  readonly capacity: number;
  /** Then one each so many milliseconds. */
  readonly everyMs: number;
}

export interface PaceStore {
  /** Takes one under the key: 0. Else the milliseconds until there is one, and nothing changes. */
  takePace(key: string, pace: Pace, now: Instant): Promise<number>;
  /** Gives back one that was taken. */
  givePace(key: string, pace: Pace): Promise<void>;
  /** From now on so many are taken. */
  setPace(key: string, pace: Pace & { readonly taken: number }, now: Instant): Promise<void>;
  /** Forgets keys under which nothing is taken any more. */
  purgePaces(now: Instant): Promise<void>;
}
