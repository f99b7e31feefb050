// Who was told last that nobody waits whom they could meet, on its way to the store, from which
// `ready` tells it. No turn waits for it; what is lost on the way is found at the next load.

import type { SleepStore, Told } from "../../db/store/sleep.ts";
import type { TicketId } from "../../protocol/domain.ts";
import type { Report } from "../../logging/events.ts";

export interface AloneRecordsDeps {
  readonly store: Pick<SleepStore, "keepAlone">;
  readonly report: Report;
}

export class AloneRecords {
  readonly #deps: AloneRecordsDeps;
  readonly #waiting = new Map<TicketId, boolean>();
  #underWay: Promise<void> | null = null;

  constructor(deps: AloneRecordsDeps) {
    this.#deps = deps;
  }

  note(told: readonly Told[]): void {
    for (const { id, alone } of told) this.#waiting.set(id, alone);
    if (this.#waiting.size > 0) this.#underWay ??= this.#keep();
  }

  /** Resolves when what was noted is stored, or cannot be. */
  async stop(): Promise<void> {
    await this.#underWay;
  }

  /** Never rejects. */
  async #keep(): Promise<void> {
    while (this.#waiting.size > 0) {
      const told = [...this.#waiting].map(([id, alone]) => ({ id, alone }));
      this.#waiting.clear();
      try {
        await this.#deps.store.keepAlone(told);
      } catch (error) {
        this.#deps.report("alone_not_stored", { error });
        break;
      }
    }
    this.#underWay = null;
  }
}
