// What people asked of the others lately. Counts nobody.

import type { Instant, UserId, Wish } from "../../protocol/domain.ts";

export interface CommonWish {
  readonly wish: Wish;
  /** Who had it, where they are just enough for it to be told; empty: they are more. */
  readonly justEnough: readonly UserId[];
}

export interface WishStore {
  /**
   * The wishes of tickets that were begun after `after`, open or closed, the most common first;
   * seats have no part in it. Each was had by `wishersLeast` users at least; who is deleted, or
   * suspended at `now`, does not count.
   */
  commonWishes(after: Instant, now: Instant): Promise<readonly CommonWish[]>;
}
