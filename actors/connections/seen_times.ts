// When users were last there, on its way to the store: as their last socket ends, and now and then
// of those who have one, so that a process that is killed loses little. Many go in one statement,
// and nothing waits for it. That a user says hello is stored by hello itself.

import type { LastSeenStore } from "../../db/store/last_seen.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Report } from "../../logging/events.ts";
import type { Hub } from "./hub.ts";

export interface SeenTimesDeps {
  readonly store: Pick<LastSeenStore, "noteSeen">;
  readonly clock: Clock;
  readonly hub: Pick<Hub, "connectionsOf" | "users">;
  readonly report: Report;
  /** Those who have a socket are noted each time that this has passed. */
  readonly refreshMs: number;
}

/** Time between two writes of those whose last socket has ended. */
const writeEachMs = 1_000;
/** Users in one statement. */
const batchMost = 1_000;

export class SeenTimes {
  readonly #deps: SeenTimesDeps;
  readonly #waiting = new Map<UserId, number>();
  readonly #stops: readonly Cancel[];
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: SeenTimesDeps) {
    this.#deps = deps;
    this.#stops = [
      deps.clock.every(writeEachMs, () => this.#writeSoon()),
      deps.clock.every(deps.refreshMs, () => this.#noteAll()),
    ];
  }

  /** A socket of the user was opened, or has ended. */
  socketsChanged(user: UserId): void {
    const { hub, clock } = this.#deps;
    if (hub.connectionsOf(user).length === 0) this.#waiting.set(user, clock.now());
  }

  /** Writes all that is not written, and who has a socket now. */
  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#noteAll();
    this.#writeSoon();
    await this.#writing;
  }

  #noteAll(): void {
    const { hub, clock } = this.#deps;
    for (const user of hub.users()) {
      if (hub.connectionsOf(user).length > 0) this.#waiting.set(user, clock.now());
    }
  }

  #writeSoon(): void {
    if (this.#waiting.size > 0) this.#writing = this.#writing.then(() => this.#write());
  }

  /** Never rejects. */
  async #write(): Promise<void> {
    const seen = [...this.#waiting].map(([user, at]) => ({ user, at: instantOf(at) }));
    this.#waiting.clear();
    for (let at = 0; at < seen.length; at += batchMost) {
      try {
        await this.#deps.store.noteSeen(seen.slice(at, at + batchMost));
      } catch (error) {
        // Those who have a socket are noted again, and who comes back says hello.
        this.#deps.report("seen_not_stored", { error });
        for (const { user, at: when } of seen.slice(at)) {
          if (!this.#waiting.has(user)) this.#waiting.set(user, Date.parse(when));
        }
        return;
      }
    }
  }
}
