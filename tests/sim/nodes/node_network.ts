// The network between nodes, and from each to Postgres: messages have delays of their own, and may
// be lost, late or doubled; any way can be cut, in one direction alone, too.

import type { NodeName } from "../../../cluster/names.ts";
import type { Clock } from "../../../protocol/clock.ts";
import type { Random } from "../../../tools/random.ts";
import type { Trace } from "../run/trace.ts";

export type Place = NodeName | "postgres";

/** What becomes of a message between nodes. */
export type MessageFate = "well" | "lost" | "late" | "doubled";
export type MessageFates = Readonly<Record<MessageFate, number>>;

export const soundFates: MessageFates = { well: 1, lost: 0, late: 0, doubled: 0 };
export const poorFates: MessageFates = { well: 1, lost: 0.04, late: 0.04, doubled: 0.04 };

export interface NodeNetworkDeps {
  readonly time: Clock;
  readonly random: Random;
  readonly trace: Trace;
}

const usualMs = { least: 0, most: 4 };
/** Past the time in which a request is answered, or not. */
const lateMs = { least: 50, most: 7_000 };

export class NodeNetwork {
  readonly #deps: NodeNetworkDeps;
  readonly #cuts = new Set<string>();
  fates = soundFates;

  constructor(deps: NodeNetworkDeps) {
    this.#deps = deps;
  }

  cut(from: Place, to: Place): void {
    this.#cuts.add(`${from} ${to}`);
  }

  mend(from: Place, to: Place): void {
    this.#cuts.delete(`${from} ${to}`);
  }

  isCut(from: Place, to: Place): boolean {
    return this.#cuts.size > 0 && this.#cuts.has(`${from} ${to}`);
  }

  heal(): void {
    this.#cuts.clear();
    this.fates = soundFates;
  }

  /** `arrive` runs at the other end: once, twice or not at all. */
  carry(from: Place, to: Place, arrive: () => void): void {
    const { random, trace } = this.#deps;
    if (this.isCut(from, to)) return;
    const isBetweenNodes = from !== "postgres" && to !== "postgres";
    const fate = isBetweenNodes ? random.weighted(this.fates) : "well";
    if (fate !== "well") trace.count(`request ${fate}`);
    if (fate === "lost") return;
    this.#arriveIn(fate === "late" ? lateMs : usualMs, { from, to, arrive });
    if (fate === "doubled") this.#arriveIn(lateMs, { from, to, arrive });
  }

  #arriveIn(
    { least, most }: typeof usualMs,
    { from, to, arrive }: { from: Place; to: Place; arrive: () => void },
  ): void {
    const { time, random } = this.#deps;
    time.after(random.whole(least, most), () => this.isCut(from, to) || arrive());
  }
}
