// Finds or starts the actor of a group, lets go of actors that were not asked for a while, and
// gives up turns that do not end.

import { type Cancel, instantsOf } from "../../protocol/clock.ts";
import { GroupActor, type GroupDeps, type SlowTurn } from "../group/group.ts";
import type { GroupAnswer, GroupCommand } from "../group/command.ts";
import { turnMs } from "./mailbox.ts";
import type { Placement } from "./placement.ts";
import type { GroupId } from "../../protocol/domain.ts";

export interface DirectoryDeps extends Omit<GroupDeps, "now" | "onSlow"> {
  readonly placement: GroupDeps["placement"] & Pick<Placement, "refresh">;
  /** How long a group's actor stays without a command. */
  readonly idleMs: number;
}

/** Time between two checks which actors are idle and whose turn takes too long. */
const sweepMs = 1_000;

interface Entry {
  readonly actor: GroupActor;
  usedAt: number;
}

export class Directory {
  readonly #deps: DirectoryDeps & GroupDeps;
  readonly #groups = new Map<GroupId, Entry>();
  /** Found by the sweep that runs. */
  #slow: SlowTurn[] = [];
  readonly #stopSweep: Cancel;
  #isStopped = false;

  constructor(deps: DirectoryDeps) {
    this.#deps = {
      ...deps,
      now: instantsOf(deps.clock),
      onSlow: (turn) => void this.#slow.push(turn),
    };
    this.#stopSweep = deps.clock.every(sweepMs, () => this.#sweep());
  }

  /** How many actors are in memory. */
  get size(): number {
    return this.#groups.size;
  }

  /** Never rejects. */
  ask(group: GroupId, command: GroupCommand): Promise<GroupAnswer> {
    return new Promise((resolve) => this.askThen(group, command, resolve));
  }

  /** See Mailbox.askThen. */
  askThen(group: GroupId, command: GroupCommand, answered: (answer: GroupAnswer) => void): void {
    if (this.#isStopped) return answered(stopping);
    this.#find(group).askThen(command, answered);
  }

  /** Takes no more commands. Resolves when every actor has done those that it had taken. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopSweep();
    await Promise.all([...this.#groups.values()].map(({ actor }) => actor.stop()));
    // The next owner does not know what these actors could not show.
    const owed = new Set([...this.#groups.values()].flatMap(({ actor }) => actor.owed));
    if (owed.size > 0) this.#deps.placement.refresh(owed);
    this.#groups.clear();
  }

  #find(id: GroupId): GroupActor {
    const now = this.#deps.clock.now();
    const found = this.#groups.get(id);
    if (found) {
      found.usedAt = now;
      return found.actor;
    }
    const actor = new GroupActor(id, this.#deps);
    this.#groups.set(id, { actor, usedAt: now });
    return actor;
  }

  #sweep(): void {
    const now = this.#deps.clock.now();
    for (const [id, { actor, usedAt }] of this.#groups) {
      actor.makeUp();
      if (!actor.idle) actor.watch(now, turnMs);
      else if (usedAt <= now - this.#deps.idleMs) this.#groups.delete(id);
    }
    this.#tellSlow();
  }

  /** One entry for all: a database that stalls makes the turns of all groups slow at once. */
  #tellSlow(): void {
    const [first, ...others] = this.#slow;
    this.#slow = [];
    if (!first) return;
    const more = others.length > 0 && { others: others.length };
    this.#deps.report("turn_slow", { ...first, ...more });
  }
}

const stopping: GroupAnswer = {
  type: "refused",
  code: "unavailable",
  detail: "The server is stopping; try again",
};
