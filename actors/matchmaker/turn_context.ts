// What one turn of the matchmaker works with: the ticket pool, the store, the clock. A turn that
// was given up changes nothing in a pool that later turns use.

import type { Store } from "../../db/store/store.ts";
import { type Clock, instantOf } from "../../protocol/clock.ts";
import type { PushNews } from "../push/push_queue.ts";
import type { ActorMeasures } from "../runtime/actor_measures.ts";
import type { Placement } from "../runtime/placement.ts";
import { assertGoesOn, type Turn } from "../runtime/mailbox.ts";
import type { Report } from "../../logging/events.ts";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { TicketPool } from "./ticket_pool.ts";
import type { TicketViews } from "./ticket_views.ts";

export interface MatchmakerDeps {
  readonly store: Store;
  readonly placement: Placement;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly report: Report;
  /** Absent: nothing is pushed. */
  readonly pushes?: PushNews | null;
  /** Two who were in a group together within these days have met; 0: nobody has met. */
  readonly metDays: number;
  /** A wait of so many ms makes up for one year between the ages of a trio. */
  readonly creditMs: number;
  /** A ticket falls asleep when all of its people were away for so long; 0 or absent: never. */
  readonly ticketAwayMs?: number;
  /** A member without a socket for so long is away; 0 or absent: never. */
  readonly silentMs?: number;
  /** Absent: nothing is measured. */
  readonly measures?: Pick<ActorMeasures, "formed" | "path">;
}

export interface TurnContextOptions {
  readonly deps: MatchmakerDeps;
  readonly pool: TicketPool;
  /** Of tickets that are in no pool. */
  readonly ticketViews: TicketViews;
  readonly turn: Turn;
  /** Called when something failed after the command was stored: the pool must be loaded again. */
  readonly onFault: (what: string, error: unknown) => void;
  /** Called before groups are stored. */
  readonly onWork: () => void;
}

const dayMs = 86_400_000;

export class TurnContext {
  readonly deps: MatchmakerDeps;
  readonly pool: TicketPool;
  readonly ticketViews: TicketViews;
  readonly #turn: Turn;
  readonly #onFault: TurnContextOptions["onFault"];
  readonly onWork: TurnContextOptions["onWork"];

  constructor({ deps, pool, ticketViews, turn, onFault, onWork }: TurnContextOptions) {
    this.deps = deps;
    this.pool = pool;
    this.ticketViews = ticketViews;
    this.#turn = turn;
    this.#onFault = onFault;
    this.onWork = onWork;
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

  /** Members who were last there before then are away; null: nobody is. */
  get silentBefore(): Instant | null {
    return silentBefore(this.deps);
  }

  /** The answer of the store. Throws when the turn was given up meanwhile. */
  async stored<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    assertGoesOn(this.#turn);
    return value;
  }

  /** The stored group has changed for all its members, of whom the user is one. */
  groupChanged(group: GroupId, user: UserId): void {
    void this.deps.placement.askGroup(group, { type: "group_changed", user });
  }

  /** What this member alone sees of a group may have changed. */
  viewChanged(group: GroupId, user: UserId): void {
    void this.deps.placement.askGroup(group, { type: "view_changed", user });
  }

  /** Does what follows from a command that is stored: a fault here does not refuse the command. */
  async follow(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      assertGoesOn(this.#turn);
      this.#onFault(what, error);
    }
  }
}

/** A group in common counts as having met from this instant on; null: none counts. */
export function metSince({ clock, metDays }: MatchmakerDeps): Instant | null {
  return metDays === 0 ? null : instantOf(clock.now() - metDays * dayMs);
}

/** Members who were last there before then are away; null: nobody is. */
export function silentBefore(
  { clock, silentMs = 0 }: Pick<MatchmakerDeps, "clock" | "silentMs">,
): Instant | null {
  return silentMs === 0 ? null : instantOf(clock.now() - silentMs);
}
