// Slows down guesses of a password. Each check counts as wrong until it has ended, so that many
// checks at once are no way around the limit. A log-in that finds no attempt left waits for the
// checks under way instead of being refused: a right one gives the attempts back.

import type { RateLimiter } from "./rate_limiter.ts";

/**
 * Calls `open`, which gives what a right password opens, or null for a wrong one, and may throw. A
 * number is the seconds to wait: then `open` was not called.
 */
export type AttemptLogin = <Opened>(
  key: string,
  open: () => Promise<Opened | null>,
) => Promise<Opened | null | number>;

/** Log-ins with one key that may wait; past them a log-in is refused at once. */
const waitingMost = 32;

/** Of one key. */
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
      // The answer does not tell whether the password was right.
      rateLimiter.takeBack(key);
      throw error;
    } finally {
      attempts.end(key);
    }
  };
}

class LoginAttempts {
  readonly #rateLimiter: RateLimiter;
  /** The keys that have a check under way. */
  readonly #checks = new Map<string, Checks>();

  constructor(rateLimiter: RateLimiter) {
    this.#rateLimiter = rateLimiter;
  }

  /** 0: a check has begun and counts. Else the seconds to wait. */
  async begin(key: string): Promise<number> {
    for (;;) {
      const seconds = this.#rateLimiter.attempt(key);
      if (seconds === 0) break;
      const checks = this.#checks.get(key);
      // Without a check under way nothing would end the wait.
      if (!checks || checks.waiting.length >= waitingMost) return seconds;
      await new Promise<void>((go) => checks.waiting.push(go));
    }
    const checks = this.#checks.get(key) ?? { underWay: 0, waiting: [] };
    checks.underWay += 1;
    this.#checks.set(key, checks);
    return 0;
  }

  /** Gives all attempts of the key back, except those of the other checks under way. */
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
    // Each asks anew, in the order of coming.
    for (const go of waiting) go();
  }
}
