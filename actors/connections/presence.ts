// Tells the others of a user's groups that the user came online or went offline. Asks the store for
// the company, so that no group's actor has to be awake for it. What the store could not tell is
// told when it can.

import type { Store } from "../../db/store/store.ts";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { Hub } from "./hub.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Report } from "../runtime/mailbox.ts";

/** Whose change could not be announced is tried again after this time, one after the other. */
const retryMs = 5_000;

export interface PresenceDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly hub: Hub;
  readonly report: Report;
}

export class Presence {
  readonly #deps: PresenceDeps;
  readonly #owed = new Set<UserId>();
  #cancel: Cancel | null = null;
  #isStopped = false;

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
  }

  /** Never rejects. */
  async announce(user: UserId): Promise<void> {
    if (!await this.#tell(user)) this.#owe(user);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /** False when the store did not say who is with the user. */
  async #tell(user: UserId): Promise<boolean> {
    const { store, hub, report } = this.#deps;
    try {
      for (const { group, others } of await store.coMembers(user)) {
        // Asked now and not when the change came: answers of the store may overtake each other, the
        // last one is right.
        hub.deliver(others, { type: "presence", group, user, online: hub.isOnline(user) });
      }
      return true;
    } catch (error) {
      report("A change of presence was not announced", error);
      return false;
    }
  }

  #owe(user: UserId): void {
    this.#owed.add(user);
    if (!this.#isStopped) this.#cancel ??= this.#deps.clock.after(retryMs, () => void this.#pay());
  }

  /** Up to the first that fails again: while the store is away, one question is enough. */
  async #pay(): Promise<void> {
    for (const user of this.#owed) {
      if (this.#isStopped || !await this.#tell(user)) break;
      this.#owed.delete(user);
    }
    this.#cancel = null;
    const [next] = this.#owed;
    if (next !== undefined) this.#owe(next);
  }
}
