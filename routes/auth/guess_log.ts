// What the log has of guesses: whose account, and neither the name that was tried nor from where.

import type { UserId } from "../../protocol/domain.ts";
import { TokenBucket } from "../../protocol/token_bucket.ts";
import type { Deps } from "../deps.ts";

/** A guess that is held back costs its sender nothing: a flood of them is told of now and then. */
const heldBackPace = { capacity: 10, perSecond: 1 / 10 };

/** `outcome`: what it has opened; null: it was wrong; a number: it was not looked at. */
type LogGuess = (
  kind: "password" | "code",
  user: UserId | null,
  outcome: object | number | null,
) => void;

export function createGuessLog({ report, clock }: Pick<Deps, "report" | "clock">): LogGuess {
  const bucket = new TokenBucket(heldBackPace, clock.now());
  return (kind, user, outcome) => {
    const details = { kind, ...(user && { user }) };
    if (outcome === null) report("guess_wrong", details);
    else if (typeof outcome === "number" && bucket.take(clock.now())) {
      report("guess_held_back", details);
    }
  };
}
