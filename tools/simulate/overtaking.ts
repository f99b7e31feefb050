// Who could have been matched and was not: whoever waits when a trio forms in which they could have
// stood in for someone who came later, the ticket aside that completed it.

import type { Trio } from "../../actors/matching/party.ts";
import type { Pool } from "../../actors/matching/pool.ts";
import type { TicketId } from "../../protocol/domain.ts";
import type { Outcome } from "./outcome.ts";

/** Shorter waits cannot be too long, and are not looked at. */
const shortestMs = 5_000;

export class Overtaking {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** To be asked before the trio leaves the pool. */
  note(trio: Trio, arrived: TicketId, waiting: ReadonlyMap<TicketId, Outcome>, now: number): void {
    const others = trio.filter((ticket) => ticket !== arrived);
    for (const [ticket, outcome] of waiting) {
      // In the order of arrival: nobody behind has waited longer.
      if (now - outcome.at < shortestMs) return;
      if (
        outcome.overtakenAt !== null || trio.includes(ticket) ||
        !this.#pool.mayJoin(ticket, arrived)
      ) {
        continue;
      }
      const isOvertaken = (one: TicketId) => {
        const other = waiting.get(one);
        return other !== undefined && other.at > outcome.at && sizeOf(other) === sizeOf(outcome) &&
          this.#canStandIn(ticket, one, trio);
      };
      if (others.some(isOvertaken)) outcome.overtakenAt = now;
    }
  }

  /**
   * Kept-apart pairs are never together, nor pairs who met before, until both have waited for a
   * while.
   */
  #canStandIn(ticket: TicketId, instead: TicketId, trio: Trio): boolean {
    return trio.every((one) => one === instead || this.#pool.mayJoin(ticket, one));
  }
}

function sizeOf({ party: { people } }: Outcome): number {
  return people.length;
}
