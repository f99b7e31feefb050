// Deletions of accounts: jobs in the database, so that a restart resumes them. Each closes what its
// user has open, by the same commands as the user would, takes back their texts group by group, and
// last removes all that is personal in one transaction. Each step may be repeated.

import type { Store } from "../db/store/store.ts";
import type { Cancel, Clock } from "../protocol/clock.ts";
import type { GroupId, UserId } from "../protocol/domain.ts";
import { closeCode } from "../protocol/frames.ts";
import { Unavailable } from "../protocol/unavailable.ts";
import type { Report } from "../logging/events.ts";
import type { Placement } from "./runtime/placement.ts";

export interface DeletionsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly placement: Placement;
  readonly report: Report;
}

/** Time between two looks for deletions that are not done: a row may be queued by hand, in SQL. */
const lookMs = 5_000;
/** Deletions that are read at a time. */
const batchSize = 10;

export class Deletions {
  readonly #deps: DeletionsDeps;
  readonly #stopLooking: Cancel;
  #working: Promise<void> | null = null;
  /** Something was asked for while the former look was under way. */
  #isAwaited = false;
  #isStopped = false;

  constructor(deps: DeletionsDeps) {
    this.#deps = deps;
    this.#stopLooking = deps.clock.every(lookMs, () => this.wake());
  }

  /** Goes on with what is not done. */
  wake(): void {
    this.#isAwaited = true;
    if (!this.#isStopped) this.#working ??= this.#work();
  }

  /** Resolves when nothing is under way. What is left goes on with the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopLooking();
    await this.#working;
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    while (this.#isAwaited && !this.#isStopped) {
      this.#isAwaited = false;
      for (const user of await this.#found()) await this.#tryDelete(user);
    }
    this.#working = null;
  }

  /** None when the store fails: the next look is soon. */
  async #found(): Promise<readonly UserId[]> {
    try {
      const found = await this.#deps.store.deletions(batchSize);
      if (found.length === batchSize) this.#isAwaited = true;
      return found;
    } catch {
      return [];
    }
  }

  async #tryDelete(user: UserId): Promise<void> {
    try {
      await this.#delete(user);
    } catch (error) {
      // Not again at once, though there may be more: the next look tries it again.
      this.#isAwaited = false;
      if (!this.#isStopped) this.#deps.report("deletion_waits", { error });
    }
  }

  async #delete(user: UserId): Promise<void> {
    const { store, placement } = this.#deps;
    placement.endSessions(user, { code: closeCode.sessionOver, reason: "The account is deleted" });
    await this.#endSearch(user);
    const groups = await store.everGroups(user);
    for (const group of groups) await this.#leaveAndErase(group, user);
    if (!await store.emptyAccount(user)) {
      throw new Unavailable("Something was begun meanwhile by a request that was under way");
    }
    // Last, since an attempt that fails after its effect must still show the groups without the
    // name.
    for (const group of groups) await placement.askGroup(group, { type: "group_changed", user });
    await store.endDeletion(user);
  }

  async #endSearch(user: UserId): Promise<void> {
    for (const type of ["end_partnership", "withdraw"] as const) {
      const answer = await this.#deps.placement.askMatchmaker({ type, user });
      if (answer.type === "refused") throw new Unavailable(`The matchmaker is ${answer.code}`);
    }
  }

  async #leaveAndErase(group: GroupId, user: UserId): Promise<void> {
    for (;;) {
      const answer = await this.#deps.placement.askGroup(group, { type: "delete_member", user });
      if (answer.type === "refused") throw new Unavailable(answer.detail);
      if (answer.type !== "more") return;
    }
  }
}
