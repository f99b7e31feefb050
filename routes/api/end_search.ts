// What ends with the last session of a user who logs out.

import type { Session } from "../../actors/connections/connection.ts";
import { instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Deps } from "../deps.ts";

/**
 * Ends the partnership and withdraws the ticket of a user who has no session left: nobody is put
 * together with somebody who has left, and a partner is told.
 */
export async function endSearch(
  user: UserId,
  { store, clock, placement, report }: Deps,
): Promise<void> {
  try {
    if (await store.hasSession(user, instantOf(clock.now()))) return;
    for (const type of ["end_partnership", "withdraw"] as const) {
      const answer = await placement.askMatchmaker({ type, user });
      if (answer.type === "refused") throw new Error(`The matchmaker answered "${answer.code}"`);
    }
  } catch (error) {
    // The session is over all the same.
    report("A search did not end with the last session", error);
  }
}

/**
 * To be called once a search has begun: a log-out at the same moment may have looked for it before
 * it was there.
 */
export async function endSearchIfOver({ id, user }: Session, deps: Deps): Promise<void> {
  const { store, clock, report } = deps;
  try {
    if (await store.session(id, instantOf(clock.now())) !== null) return;
  } catch (error) {
    return report("A session could not be confirmed", error);
  }
  await endSearch(user, deps);
}
