// Holds a user's reading requests to a few at a time, and pages of history or of a search to the
// pace of frames:
// the database answers one after the other, and one user's reads must not stand before all others'.

import type { MiddlewareHandler } from "hono";
import type { UserId } from "../../protocol/domain.ts";
import { type Env, sessionOf } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { slowDown } from "./rate_limiter.ts";
import { UserPace } from "./user_pace.ts";

/** Reads of one user that are under way, the others wait in turn. */
const atOnce = 2;
/** Pages that may come at once, and reads that may wait, in bursts of frames. */
const bursts = 5;

export function pacedReads(deps: Deps): MiddlewareHandler<Env> {
  const { burst, framesPerSecond } = deps.settings.limits;
  const most = bursts * burst;
  const pages = new UserPace(deps.clock, { capacity: most, perSecond: framesPerSecond });
  const turns = new Turns(most);
  return async (c, next) => {
    const session = await sessionOf(c, deps);
    if (!session) return await next();
    const { user } = session;
    const began = deps.clock.now();
    const seconds = /\/(messages|search)$/.test(c.req.path) ? await pages.pass(user) : 0;
    if (seconds > 0) return slowDown(c, "Too many pages of messages", seconds);
    if (!await turns.begin(user)) return slowDown(c, "Too many requests at once", 1);
    // After a wait it is looked up anew: it may have ended meanwhile.
    if (deps.clock.now() === began) c.set("session", session);
    try {
      await next();
    } finally {
      turns.end(user);
    }
  };
}

/** Of one user: how many reads are under way, and what lets each waiting one begin. */
interface Reads {
  underWay: number;
  readonly waiting: (() => void)[];
}

class Turns {
  readonly #waitingMost: number;
  readonly #reads = new Map<UserId, Reads>();

  constructor(waitingMost: number) {
    this.#waitingMost = waitingMost;
  }

  /** Resolves with true in the user's turn, or at once with false when too many wait. */
  async begin(user: UserId): Promise<boolean> {
    const reads = this.#reads.get(user) ?? { underWay: 0, waiting: [] };
    this.#reads.set(user, reads);
    if (reads.underWay < atOnce) {
      reads.underWay += 1;
      return true;
    }
    if (reads.waiting.length >= this.#waitingMost) return false;
    await new Promise<void>((go) => reads.waiting.push(go));
    return true;
  }

  /** The next one takes the place. */
  end(user: UserId): void {
    const reads = this.#reads.get(user);
    if (!reads) return;
    const next = reads.waiting.shift();
    if (next) return next();
    reads.underWay -= 1;
    if (reads.underWay === 0) this.#reads.delete(user);
  }
}
