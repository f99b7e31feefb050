// Holds the requests of one user that change something to the pace of frames: past a burst they
// wait for their turn, so that a client that asks one thing after another is never refused, and
// past many that wait they are refused.

import type { MiddlewareHandler } from "hono";
import { Bucket } from "../../protocol/token_bucket.ts";
import type { Clock } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Deps } from "../deps.ts";
import { type Env, sessionOf } from "../auth/session.ts";
import { slowDown } from "./rate_limit.ts";

/** So many times the burst of frames may be asked for at once, and as many again may wait. */
const bursts = 5;
/** Past this many users those who are not held back are forgotten. */
const remembered = 10_000;

export function pacedWrites(deps: Deps): MiddlewareHandler<Env> {
  const { burst, framesPerSecond } = deps.settings.limits;
  const line = new Line(deps.clock, { most: bursts * burst, perSecond: framesPerSecond });
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

interface Rule {
  /** At once, and as many that wait. */
  readonly most: number;
  readonly perSecond: number;
}

interface Turn {
  readonly credit: Bucket;
  waiting: number;
}

class Line {
  readonly #clock: Clock;
  readonly #rule: Rule;
  readonly #turns = new Map<UserId, Turn>();

  constructor(clock: Clock, rule: Rule) {
    this.#clock = clock;
    this.#rule = rule;
  }

  /**
   * Resolves with 0 when it is the user's turn; at once with the seconds to come back after when
   * too many wait.
   */
  async pass(user: UserId): Promise<number> {
    const turn = this.#turnOf(user);
    while (!turn.credit.take(this.#clock.now())) {
      if (turn.waiting >= this.#rule.most) return Math.ceil(turn.waiting / this.#rule.perSecond);
      const ms = turn.credit.waitMs(this.#clock.now());
      turn.waiting += 1;
      await new Promise<void>((go) => this.#clock.after(ms, go));
      turn.waiting -= 1;
    }
    return 0;
  }

  giveBack(user: UserId): void {
    this.#turns.get(user)?.credit.give();
  }

  #turnOf(user: UserId): Turn {
    const now = this.#clock.now();
    const known = this.#turns.get(user);
    if (known) return known;
    if (this.#turns.size >= remembered) this.#forget(now);
    const turn = { credit: new Bucket(this.#rule.most, this.#rule.perSecond, now), waiting: 0 };
    this.#turns.set(user, turn);
    return turn;
  }

  #forget(now: number): void {
    for (const [user, { credit }] of this.#turns) if (credit.full(now)) this.#turns.delete(user);
  }
}
