// One turn of the matchmaker at work on a waiting room: what its facets share. Nothing of a turn
// that was given up reaches a room that others have begun to use.

import type { Store } from "../../db/store/store.ts";
import { type Clock, instantOf } from "../../protocol/clock.ts";
import type { Hub } from "../connections/hub.ts";
import type { Report, Turn } from "../runtime/mailbox.ts";
import type { PendingMembers } from "../group/pending_members.ts";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { TicketPool } from "./ticket_pool.ts";

export interface MatchmakerDeps {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly report: Report;
  /** Who was in a group with someone within these days has met them; 0: nobody has. */
  readonly metDays: number;
  /** A wait of so many ms makes up for one year between the ages of a trio. */
  readonly creditMs: number;
  readonly pendingMembers: PendingMembers;
  /**
   * The store has changed a group that this user is in: its seat, or the newcomers who were
   * expected have come in.
   */
  readonly onGroup: (group: GroupId, user: UserId) => void;
  /** What this member alone sees of a group may have changed. */
  readonly onView: (group: GroupId, user: UserId) => void;
  /** Told, while very many tickets are read, how many there are so far. */
  readonly onProgress?: (sentence: string) => void;
}

export interface Work {
  readonly deps: MatchmakerDeps;
  readonly pool: TicketPool;
  readonly turn: Turn;
  /**
   * Something failed after what was asked had been stored: the room is given up, and a review makes
   * up for it.
   */
  readonly fault: (what: string, error: unknown) => void;
}

const dayMs = 86_400_000;

export class TurnContext {
  readonly deps: MatchmakerDeps;
  readonly pool: TicketPool;
  readonly #work: Work;

  constructor(work: Work) {
    this.deps = work.deps;
    this.pool = work.pool;
    this.#work = work;
  }

  get now(): number {
    return this.deps.clock.now();
  }

  get instant(): Instant {
    return instantOf(this.now);
  }

  get metSince(): Instant | null {
    return metSince(this.deps);
  }

  /** What the store answers, if the turn goes on then; else throws. */
  async stored<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    assertGoesOn(this.#work.turn);
    return value;
  }

  /** Does what follows from something that is stored already: a fault of it does not undo that. */
  async follow(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      assertGoesOn(this.#work.turn);
      this.#work.fault(what, error);
    }
  }
}

/** Since when a group in common counts as having met; null: none does. */
export function metSince({ clock, metDays }: MatchmakerDeps): Instant | null {
  return metDays === 0 ? null : instantOf(clock.now() - metDays * dayMs);
}

export function assertGoesOn(turn: Turn): void {
  if (turn.isOver) throw new Error("The turn was given up meanwhile");
}
