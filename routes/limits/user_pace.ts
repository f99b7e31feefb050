// Holds what a user asks for to a pace: past a burst it waits in turn, and when too much waits it
// is refused. So a client that makes one request after another is never refused.

import { type Allowance, KeyedBuckets } from "../../protocol/token_bucket.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";

export class UserPace {
  readonly #clock: Clock;
  readonly #allowance: Allowance;
  readonly #credit: KeyedBuckets<UserId>;
  readonly #onSpend: (user: UserId) => void;
  /** How many requests of a user wait; absent: none. */
  readonly #waiting = new Map<UserId, number>();

  /** `onSpend` is called with the user of each request that has passed. */
  constructor(clock: Clock, allowance: Allowance, onSpend: (user: UserId) => void = () => {}) {
    this.#clock = clock;
    this.#onSpend = onSpend;
    this.#allowance = allowance;
    this.#credit = new KeyedBuckets(allowance);
  }

  /** Whether it is the user's turn now. */
  passNow(user: UserId): boolean {
    if (!this.#credit.take(user, this.#clock.now())) return false;
    this.#onSpend(user);
    return true;
  }

  /** Resolves with 0 in the user's turn, or at once with the seconds to wait when too many wait. */
  async pass(user: UserId): Promise<number> {
    const { capacity, perSecond } = this.#allowance;
    while (!this.passNow(user)) {
      const waiting = this.#waiting.get(user) ?? 0;
      if (waiting >= capacity) return Math.ceil(waiting / perSecond);
      const ms = this.#credit.waitMs(user, this.#clock.now());
      this.#waiting.set(user, waiting + 1);
      await new Promise<void>((go) => this.#clock.after(ms, go));
      this.#stopWaiting(user);
    }
    return 0;
  }

  /** Counts requests that have passed elsewhere. */
  charge(user: UserId, requests: number): void {
    this.#credit.charge(user, requests, this.#clock.now());
  }

  giveBack(user: UserId): void {
    this.#credit.give(user);
  }

  #stopWaiting(user: UserId): void {
    const left = (this.#waiting.get(user) ?? 1) - 1;
    if (left === 0) this.#waiting.delete(user);
    else this.#waiting.set(user, left);
  }
}
