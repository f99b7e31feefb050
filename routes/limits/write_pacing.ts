// Holds a user's writing requests to the pace of frames.

import type { MiddlewareHandler } from "hono";
import type { Deps } from "../deps.ts";
import { type Env, sessionOf } from "../auth/session.ts";
import { slowDown } from "./rate_limiter.ts";
import { UserPace } from "./user_pace.ts";

/** Requests that may come at once, in bursts of frames. As many again may wait. */
const bursts = 5;

export function pacedWrites(deps: Deps): MiddlewareHandler<Env> {
  const { burst, framesPerSecond } = deps.settings.limits;
  const allowance = { capacity: bursts * burst, perSecond: framesPerSecond };
  const pace: UserPace = new UserPace(deps.clock, allowance, (user) => spent(user));
  const spent = deps.placement.shareSpending(
    "writes",
    (user, count) => pace.charge(user, count),
  );
  return async (c, next) => {
    const session = await sessionOf(c, deps);
    if (!session) return await next();
    // After a wait it is looked up anew: it may have ended meanwhile.
    if (pace.passNow(session.user)) c.set("session", session);
    else {
      const seconds = await pace.pass(session.user);
      if (seconds > 0) return slowDown(c, "Too many requests", seconds);
    }
    await next();
    // A refused request has changed nothing and was told to nobody, so it does not count.
    if (c.res.status >= 400) pace.giveBack(session.user);
  };
}
