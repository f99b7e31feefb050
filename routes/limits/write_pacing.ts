// Holds the requests of one user that change something to the pace of frames: past a burst they
// wait for their turn, so that a client that asks one thing after another is never refused, and
// past many that wait they are refused.

import type { MiddlewareHandler } from "hono";
import { type Allowance, KeyedBuckets } from "../../protocol/token_bucket.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Deps } from "../deps.ts";
import { type Env, sessionOf } from "../auth/session.ts";
import { slowDown } from "./rate_limiter.ts";

/** So many times the burst of frames may be asked for at once, and as many again may wait. */
const bursts = 5;

export function pacedWrites(deps: Deps): MiddlewareHandler<Env> {
  const { burst, framesPerSecond } = deps.settings.limits;
  const line = new Line(deps.clock, { capacity: bursts * burst, perSecond: framesPerSecond });
  return async (c, next) => {
    const { method, path } = c.req;
    // Who wants to log out is let go at once.
    const isFree = method === "GET" || method === "HEAD" || path === "/api/session";
    const session = isFree ? null : await sessionOf(c, deps);
    if (!session) return await next();
    c.set("session", session);
    const seconds = await line.pass(session.user);
    if (seconds > 0) return slowDown(c, "Too many requests", seconds);
    await next();
    // A refusal has changed nothing and was told to nobody.
    if (c.res.status >= 400) line.giveBack(session.user);
  };
}

class Line {
  readonly #clock: Clock;
  readonly #allowance: Allowance;
  readonly #credit: KeyedBuckets<UserId>;
  /** How many requests of a user wait; who has none waiting is not here. */
  readonly #waiting = new Map<UserId, number>();

  constructor(clock: Clock, allowance: Allowance) {
    this.#clock = clock;
    this.#allowance = allowance;
    this.#credit = new KeyedBuckets(allowance);
  }

  /**
   * Resolves with 0 when it is the user's turn; at once with the seconds to come back after when as
   * many wait as may be asked for at once.
   */
  async pass(user: UserId): Promise<number> {
    const { capacity, perSecond } = this.#allowance;
    while (!this.#credit.take(user, this.#clock.now())) {
      const waiting = this.#waiting.get(user) ?? 0;
      if (waiting >= capacity) return Math.ceil(waiting / perSecond);
      const ms = this.#credit.waitMs(user, this.#clock.now());
      this.#waiting.set(user, waiting + 1);
      await new Promise<void>((go) => this.#clock.after(ms, go));
      this.#leave(user);
    }
    return 0;
  }

  giveBack(user: UserId): void {
    this.#credit.give(user);
  }

  #leave(user: UserId): void {
    const left = (this.#waiting.get(user) ?? 1) - 1;
    if (left === 0) this.#waiting.delete(user);
    else this.#waiting.set(user, left);
  }
}
