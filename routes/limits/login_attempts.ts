// Slows down those who guess a password: each check counts as a wrong one until it has come to its
// end, so that many at once are no way around. Who comes while these are under way waits for what
// becomes of them instead of being refused.

import type { RateLimiter } from "./rate_limiter.ts";

/**
 * What a right password opens, null for a wrong one; or, without a look at it, the seconds to wait.
 * `open` may throw.
 */
export type AttemptLogin = <Opened>(
  key: string,
  open: () => Promise<Opened | null>,
) => Promise<Opened | null | number>;

/** Who waits for the checks of one key; past them one is refused at once. */
const waitingMost = 32;

interface Checks {
  underWay: number;
  waiting: (() => void)[];
}

export function createLoginAttempts(rateLimiter: RateLimiter): AttemptLogin {
  const attempts = new LoginAttempts(rateLimiter);
  return async (key, open) => {
    const seconds = await attempts.begin(key);
    if (seconds > 0) return seconds;
    try {
      const opened = await open();
      if (opened !== null) attempts.wasRight(key);
      return opened;
    } catch (error) {
      // Nobody has learnt whether it was right.
      rateLimiter.takeBack(key);
      throw error;
    } finally {
      attempts.end(key);
    }
  };
}

class LoginAttempts {
  readonly #rateLimiter: RateLimiter;
  /** Of the keys that have one under way. */
  readonly #checks = new Map<string, Checks>();

  constructor(rateLimiter: RateLimiter) {
    this.#rateLimiter = rateLimiter;
  }

  /** 0: a check has begun, and counts; else the seconds to wait. */
  async begin(key: string): Promise<number> {
    for (;;) {
      const seconds = this.#rateLimiter.attempt(key);
      if (seconds === 0) break;
      const checks = this.#checks.get(key);
      // With none under way nothing would end the wait.
      if (!checks || checks.waiting.length >= waitingMost) return seconds;
      await new Promise<void>((go) => checks.waiting.push(go));
    }
    const checks = this.#checks.get(key) ?? { underWay: 0, waiting: [] };
    checks.underWay += 1;
    this.#checks.set(key, checks);
    return 0;
  }

  /** The key starts afresh, and the others that are under way count on. */
  wasRight(key: string): void {
    this.#rateLimiter.forget(key);
    const others = (this.#checks.get(key)?.underWay ?? 1) - 1;
    for (let other = 0; other < others; other++) this.#rateLimiter.attempt(key);
  }

  end(key: string): void {
    const checks = this.#checks.get(key);
    if (!checks) return;
    checks.underWay -= 1;
    if (checks.underWay === 0) this.#checks.delete(key);
    const { waiting } = checks;
    checks.waiting = [];
    // In the order of coming, each to ask anew.
    for (const go of waiting) go();
  }
}
