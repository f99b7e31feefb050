// How long people have waited lately: in memory while the matchmaker runs, and in the store, so
// that estimates outlive it and are the same wherever they are asked for. Stored by a timer, never
// while a ticket waits for it.

import type { Store } from "../../db/store/store.ts";
import type { WaitsOfKind } from "../../db/store/waits.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import { recentMs, WaitStats } from "../matching/forecast/wait_stats.ts";
import type { Report } from "../../logging/events.ts";

export interface WaitRecordsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly report: Report;
}

/** The time between two calls of the store. */
const keepEachMs = 3_000;

export class WaitRecords {
  readonly stats = new WaitStats();
  readonly #deps: WaitRecordsDeps;
  readonly #stopTimer: Cancel;
  #underWay: Promise<void> | null = null;

  constructor(deps: WaitRecordsDeps) {
    this.#deps = deps;
    this.#stopTimer = deps.clock.every(keepEachMs, () => {
      this.#underWay ??= this.#keep().finally(() => (this.#underWay = null));
    });
  }

  /** Adds what another matchmaker has recorded. Rejects when the store fails. */
  async load(): Promise<void> {
    mergeAll(this.stats, await this.#deps.store.waits());
  }

  /** Resolves when what was recorded is stored, or cannot be. */
  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#underWay;
    await this.#keep();
  }

  async #keep(): Promise<void> {
    const { store, clock, report } = this.#deps;
    const kinds = this.stats.takeChanged();
    if (kinds.length === 0) return;
    try {
      await store.keepWaits(
        kinds.map((kind) => ({ kind, waits: this.stats.of(kind) })),
        instantOf(clock.now() - recentMs),
      );
    } catch (error) {
      this.stats.putChanged(kinds);
      report("waits_not_stored", { error });
    }
  }
}

export function mergeAll(stats: WaitStats, kinds: readonly WaitsOfKind[]): void {
  for (const { kind, waits } of kinds) stats.merge(kind, waits);
}
