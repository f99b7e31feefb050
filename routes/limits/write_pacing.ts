// Holds a user's writing requests to the pace of frames. Past a burst they wait, so that a client
// that makes one request after another is never refused; when too many wait, further ones are
// refused.

import type { MiddlewareHandler } from "hono";
import { type Allowance, KeyedBuckets } from "../../protocol/token_bucket.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Deps } from "../deps.ts";
import { type Env, sessionOf } from "../auth/session.ts";
import { slowDown } from "./rate_limiter.ts";

/** Requests that may come at once, in bursts of frames. As many again may wait. */
const bursts = 5;

export function pacedWrites(deps: Deps): MiddlewareHandler<Env> {
  const { burst, framesPerSecond } = deps.settings.limits;
  const pace = new Pace(deps.clock, { capacity: bursts * burst, perSecond: framesPerSecond });
  return async (c, next) => {
    const { method, path } = c.req;
    // Logging out never waits.
    const isFree = method === "GET" || method === "HEAD" || path === "/api/session";
    const session = isFree ? null : await sessionOf(c, deps);
    if (!session) return await next();
    c.set("session", session);
    const seconds = await pace.pass(session.user);
    if (seconds > 0) return slowDown(c, "Too many requests", seconds);
    await next();
    // A refused request has changed nothing and was told to nobody, so it does not count.
    if (c.res.status >= 400) pace.giveBack(session.user);
  };
}

class Pace {
  readonly #clock: Clock;
  readonly #allowance: Allowance;
  readonly #credit: KeyedBuckets<UserId>;
  /** How many requests of a user wait; absent: none. */
  readonly #waiting = new Map<UserId, number>();

  constructor(clock: Clock, allowance: Allowance) {
    this.#clock = clock;
    this.#allowance = allowance;
    this.#credit = new KeyedBuckets(allowance);
  }

  /** Resolves with 0 in the user's turn, or at once with the seconds to wait when too many wait. */
  async pass(user: UserId): Promise<number> {
    const { capacity, perSecond } = this.#allowance;
    while (!this.#credit.take(user, this.#clock.now())) {
      const waiting = this.#waiting.get(user) ?? 0;
      if (waiting >= capacity) return Math.ceil(waiting / perSecond);
      const ms = this.#credit.waitMs(user, this.#clock.now());
      this.#waiting.set(user, waiting + 1);
      await new Promise<void>((go) => this.#clock.after(ms, go));
      this.#stopWaiting(user);
    }
    return 0;
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
