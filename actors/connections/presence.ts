// Tells a user's co-members that the user came online or went offline. The store says who they are,
// and who of them is shown it, so that no group's actor has to be in memory for it. While the store
// fails, announcements wait, which is reported once.

import type { Store } from "../../db/store/store.ts";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { Audience } from "../runtime/placement.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Report } from "../../logging/events.ts";

/** A change that could not be announced is tried again after this time. */
const retryMs = 5_000;

export interface PresenceDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly audience: Audience;
  readonly report: Report;
}

export class Presence {
  readonly #deps: PresenceDeps;
  /** Users whose change could not be announced. */
  readonly #waiting = new Set<UserId>();
  #cancelRetry: Cancel | null = null;
  #isStopped = false;

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
  }

  /** Never rejects. */
  async announce(user: UserId): Promise<void> {
    if (!await this.#announced(user)) this.#retryLater();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry?.();
  }

  /** Announces how it is now. False when the store failed: the user waits. */
  async #announced(user: UserId): Promise<boolean> {
    const { store, audience, report } = this.#deps;
    try {
      for (const { group, others } of await store.presenceViewers(user)) {
        // Not as it was when the change came: answers of the store may overtake each other, and the
        // last one must be right.
        audience.deliver(others, {
          type: "presence",
          group,
          user,
          online: audience.isOnline(user),
        });
      }
      return true;
    } catch (error) {
      if (this.#waiting.size === 0) report("presence_not_told", { user, error });
      // Here, so that of many which fail at once one is the first.
      this.#waiting.add(user);
      return false;
    }
  }

  #retryLater(): void {
    if (this.#isStopped) return;
    this.#cancelRetry ??= this.#deps.clock.after(retryMs, () => void this.#retry());
  }

  /** Goes on to the first that fails again: while the store is away, one question is enough. */
  async #retry(): Promise<void> {
    for (const user of this.#waiting) {
      if (this.#isStopped || !await this.#announced(user)) break;
      this.#waiting.delete(user);
    }
    this.#cancelRetry = null;
    if (this.#waiting.size > 0) this.#retryLater();
  }
}
