// Slows down those who guess a password: each check counts as a wrong one until it has come to its
// end, so that many at once are no way around. Who comes while these are under way waits for what
// becomes of them instead of being refused.

import type { Throttle } from "./rate_limiter.ts";

/**
 * What a right password opens, null for a wrong one; or, without a look at it, the seconds to wait.
 * `open` may throw.
 */
export type Guess = <Opened>(
  key: string,
  open: () => Promise<Opened | null>,
) => Promise<Opened | null | number>;

/** Who waits for the checks of one key; past them one is refused at once. */
const waitingMost = 32;

interface Checks {
  underWay: number;
  waiting: (() => void)[];
}

export function createGuesses(throttle: Throttle): Guess {
  const guesses = new Guesses(throttle);
  return async (key, open) => {
    const seconds = await guesses.begin(key);
    if (seconds > 0) return seconds;
    try {
      const opened = await open();
      if (opened !== null) guesses.wasRight(key);
      return opened;
    } catch (error) {
      // Nobody has learnt whether it was right.
      throttle.takeBack(key);
      throw error;
    } finally {
      guesses.end(key);
    }
  };
}

class Guesses {
  readonly #throttle: Throttle;
  /** Of the keys that have one under way. */
  readonly #checks = new Map<string, Checks>();

  constructor(throttle: Throttle) {
    this.#throttle = throttle;
  }

  /** 0: a check has begun, and counts; else the seconds to wait. */
  async begin(key: string): Promise<number> {
    for (;;) {
      const seconds = this.#throttle.attempt(key);
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
    this.#throttle.forget(key);
    const others = (this.#checks.get(key)?.underWay ?? 1) - 1;
    for (let other = 0; other < others; other++) this.#throttle.attempt(key);
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
