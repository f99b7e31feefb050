// What ends with the last session of a user who logs out.

import type { Session } from "../../actors/connections/connection.ts";
import { instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Deps } from "../deps.ts";

type SearchDeps = Pick<Deps, "store" | "clock" | "placement" | "report">;

/**
 * Ends the partnership and withdraws the ticket of a user who has no session left: nobody is put
 * together with somebody who has left, and a partner is told.
 */
export async function endSearch(user: UserId, deps: SearchDeps): Promise<void> {
  const { store, clock, placement, report } = deps;
  try {
    if (await store.hasSession(user, instantOf(clock.now()))) return;
    for (const type of ["end_partnership", "withdraw"] as const) {
      const answer = await placement.askMatchmaker({ type, user });
      // It may be away for longer than a user who has gone could be asked to try again.
      if (answer.type === "refused") return await endInStore(user, deps);
    }
  } catch (error) {
    // The session is over all the same.
    report("search_not_ended", { user, error });
  }
}

/**
 * Ends a search without the matchmaker: it finds out when it is back, or when the store refuses
 * what it would form of this ticket.
 */
async function endInStore(user: UserId, { store, clock, placement }: SearchDeps): Promise<void> {
  const at = instantOf(clock.now());
  const ended = await store.endPartnership(user, at);
  const owners = await store.withdrawTicket(user, at);
  const waited = ended?.withdrawn ? [user, ended.partner] : owners;
  placement.deliver(waited, { type: "ticket", ticket: null });
  if (ended) placement.deliver([user, ended.partner], { type: "partner", partner: null });
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
    return report("session_not_confirmed", { user, error });
  }
  await endSearch(user, deps);
}
