// Who could have been matched and was not: whoever waits when a trio forms in which they could have stood in for someone
// who came later, the ticket aside that completed it.

import type { Trio } from "../../actors/matching/party.ts";
import type { Pool } from "../../actors/matching/pool.ts";
import { areJoinable } from "../../actors/matching/shape.ts";
import type { TicketId } from "../../actors/protocol.ts";
import type { Outcome } from "./outcome.ts";

/** Shorter waits cannot be too long, and are not looked at. */
const shortestMs = 5_000;

export class Overtaking {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** To be asked before the trio leaves the pool. Pairs kept apart are left out of account. */
  note(trio: Trio, arrived: TicketId, waiting: ReadonlyMap<TicketId, Outcome>, now: number): void {
    const others = trio.filter((ticket) => ticket !== arrived);
    const arrivedShape = this.#pool.shapeOf(arrived);
    for (const [ticket, outcome] of waiting) {
      // In the order of arrival: nobody behind has waited longer.
      if (now - outcome.at < shortestMs) return;
      if (outcome.overtakenAt !== null || trio.includes(ticket)) continue;
      const shape = this.#pool.shapeOf(ticket);
      if (!shape || !arrivedShape || !areJoinable(shape, arrivedShape)) continue;
      const isOvertaken = (one: TicketId) =>
        (waiting.get(one)?.at ?? 0) > outcome.at && this.#canStandIn(ticket, one, trio);
      if (others.some(isOvertaken)) outcome.overtakenAt = now;
    }
  }

  #canStandIn(ticket: TicketId, instead: TicketId, trio: Trio): boolean {
    const shapes = [ticket, ...trio.filter((one) => one !== instead)].map((one) => this.#pool.shapeOf(one));
    const size = shapes.reduce((sum, shape) => sum + (shape?.size ?? 9), 0);
    return size === 3 &&
      shapes.every((a, at) =>
        shapes.slice(0, at).every((b) => a !== null && b !== null && areJoinable(a, b))
      );
  }
}
