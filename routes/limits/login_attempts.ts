// Slows down guesses of a password or a recovery code. Each check counts as wrong until it has
// ended, so that many at once are no way around the limit. A log-in that finds no attempt left
// waits for the checks under way instead of being refused: a right one gives the attempts back.

import type { Pace } from "../../db/store/paces.ts";
import type { Store } from "../../db/store/store.ts";
import { type Clock, instantOf } from "../../protocol/clock.ts";

/** Under which keys a guess counts. */
export interface GuessKeys {
  /** Of the name together with where the guess comes from. It decides. */
  readonly place: string;
  /** Of the name and all places where its owner was never seen: it decides, too. Null: none. */
  readonly strangers: string | null;
  /** Of the name and the network around a place of the owner's: there it only counts. */
  readonly network: string | null;
}

/**
 * Calls `open`, which gives what a right password opens, or null for a wrong one, and may throw. A
 * number is the seconds to wait: then `open` was not called.
 */
export type AttemptLogin = <Opened>(
  keys: GuessKeys,
  open: () => Promise<Opened | null>,
) => Promise<Opened | null | number>;

export interface LoginAttemptDeps {
  readonly store: Pick<Store, "takePace" | "givePace" | "setPace">;
  readonly clock: Clock;
}

/** Of one place. */
const placePace: Pace = { capacity: 10, everyMs: 10_000 };
/** Of all strangers together: whoever has many addresses gets no more of a name than this. */
const strangersPace: Pace = { capacity: 2_000, everyMs: 43_200 };
/** Log-ins of one place that may wait; past them a log-in is refused at once. */
const waitingMost = 32;

export function createLoginAttempts(deps: LoginAttemptDeps): AttemptLogin {
  const attempts = new LoginAttempts(deps);
  return async (keys, open) => {
    const check = await attempts.begin(keys);
    if (typeof check === "number") return check;
    try {
      const opened = await open();
      if (opened !== null) await attempts.wasRight(check);
      return opened;
    } catch (error) {
      // The answer does not tell whether the password was right. The error is what counts.
      await attempts.giveBack(check.taken).catch(() => {});
      throw error;
    } finally {
      attempts.end(check);
    }
  };
}

/** What has taken one of each of these. */
interface Check {
  readonly place: string;
  /** False once it was right: another right one must not count it. */
  isCounted: boolean;
  readonly taken: readonly Taken[];
}
interface Taken {
  readonly key: string;
  readonly pace: Pace;
}

/** Of one place. */
interface Checks {
  underWay: number;
  /** Those of them that have taken an attempt. */
  counted: number;
  /** What is counted at a place is counted one after the other: else one would count twice. */
  counting: Promise<unknown>;
  waiting: (() => void)[];
}

class LoginAttempts {
  readonly #deps: LoginAttemptDeps;
  /** The places that have a check under way. */
  readonly #checks = new Map<string, Checks>();

  constructor(deps: LoginAttemptDeps) {
    this.#deps = deps;
  }

  /** A check that has begun and counts; else the seconds to wait. */
  async begin(keys: GuessKeys): Promise<Check | number> {
    const { place } = keys;
    for (;;) {
      const checks = this.#checksOf(place);
      // Before it is taken: another one that is refused meanwhile waits for this one.
      checks.underWay += 1;
      const taken = await this.#inTurn(checks, () => this.#count(keys, checks)).catch((error) => {
        this.#leave(place);
        throw error;
      });
      if (typeof taken !== "number") return { place, taken, isCounted: true };
      // Without a check under way nothing would end the wait.
      if (checks.underWay === 1 || checks.waiting.length >= waitingMost) {
        this.#leave(place);
        return Math.ceil(taken / 1_000);
      }
      checks.underWay -= 1;
      await new Promise<void>((go) => checks.waiting.push(go));
    }
  }

  /** Gives all attempts of the place back, except those of the other checks under way. */
  async wasRight(check: Check): Promise<void> {
    const { place, taken } = check;
    const { store, clock } = this.#deps;
    const checks = this.#checksOf(place);
    await this.#inTurn(checks, () => {
      this.#uncount(check, checks);
      const others = { ...placePace, taken: checks.counted };
      return store.setPace(place, others, instantOf(clock.now()));
    });
    await this.giveBack(taken.filter(({ key }) => key !== place));
  }

  async giveBack(taken: readonly Taken[]): Promise<void> {
    for (const { key, pace } of taken) await this.#deps.store.givePace(key, pace);
  }

  /** A check that has begun is over. */
  end(check: Check): void {
    this.#uncount(check, this.#checksOf(check.place));
    this.#leave(check.place);
  }

  #uncount(check: Check, checks: Checks): void {
    if (check.isCounted) checks.counted -= 1;
    check.isCounted = false;
  }

  #leave(place: string): void {
    const checks = this.#checksOf(place);
    checks.underWay -= 1;
    if (checks.underWay === 0) this.#checks.delete(place);
    const { waiting } = checks;
    checks.waiting = [];
    // Each asks anew, in the order of coming.
    for (const go of waiting) go();
  }

  #checksOf(place: string): Checks {
    const checks = this.#checks.get(place) ??
      { underWay: 0, counted: 0, counting: Promise.resolve(), waiting: [] };
    this.#checks.set(place, checks);
    return checks;
  }

  #inTurn<Answer>(checks: Checks, count: () => Promise<Answer>): Promise<Answer> {
    const counted = checks.counting.then(count, count);
    checks.counting = counted.catch(() => {});
    return counted;
  }

  async #count(keys: GuessKeys, checks: Checks): Promise<readonly Taken[] | number> {
    const taken = await this.#take(keys);
    if (typeof taken !== "number") checks.counted += 1;
    return taken;
  }

  /** What is taken; or the milliseconds to wait, and nothing is. */
  async #take({ place, strangers, network }: GuessKeys): Promise<readonly Taken[] | number> {
    const { store, clock } = this.#deps;
    const now = instantOf(clock.now());
    const taken: Taken[] = [];
    const take = async (key: string, pace: Pace) => {
      const ms = await store.takePace(key, pace, now);
      if (ms === 0) taken.push({ key, pace });
      return ms;
    };
    const ms = await take(place, placePace) ||
      (strangers === null ? 0 : await take(strangers, strangersPace));
    if (ms === 0 && network !== null) await take(network, placePace);
    if (ms === 0) return taken;
    await this.giveBack(taken);
    return ms;
  }
}
