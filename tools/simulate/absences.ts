// People who go away while they wait, and leave their tickets behind. A ticket sleeps once its
// people were away for so long; some come back, and wake it.

import type { TicketId } from "../../protocol/domain.ts";
import { type Due, DueHeap } from "../../actors/matching/index/due_heap.ts";
import type { Random } from "../random.ts";

/** What becomes of a ticket at an instant. */
export type Change = "away" | "asleep" | "back";

interface Event extends Due {
  readonly ticket: TicketId;
  readonly change: Change;
}

/** Who goes away does so after a minute or two of waiting, and stays for an hour or so. */
const patienceMs = 90_000;
const absenceMs = 3_600_000;
/** So many of a hundred who went away come back. */
const backShare = 50;

export class Absences {
  readonly #random: Random;
  readonly #share: number;
  readonly #sleepMs: number;
  readonly #events = new DueHeap<Event>((a, b) => a.ticket < b.ticket ? -1 : 1);

  /** `share`: so many of a hundred go away. `sleepMs`: 0: no ticket ever sleeps. */
  constructor(random: Random, { share, sleepMs }: { share: number; sleepMs: number }) {
    this.#random = random;
    this.#share = share;
    this.#sleepMs = sleepMs;
  }

  /** A ticket has come: its people may go away one day. */
  expect(ticket: TicketId, at: number): void {
    if (this.#share === 0 || this.#random.below(100) >= this.#share) return;
    const awayAt = at + this.#after(patienceMs);
    this.#add(ticket, "away", awayAt);
    const backAt = this.#random.below(100) < backShare ? awayAt + this.#after(absenceMs) : Infinity;
    if (this.#sleepMs > 0 && awayAt + this.#sleepMs < backAt) {
      this.#add(ticket, "asleep", awayAt + this.#sleepMs);
    }
    if (backAt < Infinity) this.#add(ticket, "back", backAt);
  }

  get nextAt(): number {
    return this.#events.earliest?.dueAt ?? Infinity;
  }

  /** The first change; to be called when there is one. */
  take(): { readonly ticket: TicketId; readonly change: Change } | null {
    const event = this.#events.earliest;
    if (event !== null) this.#events.set(event, null);
    return event;
  }

  #add(ticket: TicketId, change: Change, at: number): void {
    this.#events.set({ ticket, change, dueAt: at, place: -1 }, at);
  }

  #after(meanMs: number): number {
    return Math.floor(-Math.log(1 - this.#random.float()) * meanMs);
  }
}
