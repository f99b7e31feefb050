// Which tickets were overtaken: they wait while a trio forms in which they could stand in for a
// ticket that came later, other than the one that completed it.

import type { Trio } from "../../actors/matching/party.ts";
import type { Pool } from "../../actors/matching/pool.ts";
import type { TicketId } from "../../protocol/domain.ts";
import type { Outcome } from "./outcome.ts";

/** Shorter waits are not looked at. */
const shortestMs = 5_000;

export class Overtaking {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** To be called before the trio leaves the pool. */
  note(trio: Trio, arrived: TicketId, waiting: ReadonlyMap<TicketId, Outcome>, now: number): void {
    const others = trio.filter((ticket) => ticket !== arrived);
    for (const [ticket, outcome] of waiting) {
      // In the order of arrival: no later ticket has waited longer.
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

  /** By the criteria and relations of each two. */
  #canStandIn(ticket: TicketId, instead: TicketId, trio: Trio): boolean {
    return trio.every((one) => one === instead || this.#pool.mayJoin(ticket, one));
  }
}

function sizeOf({ party: { people } }: Outcome): number {
  return people.length;
}
