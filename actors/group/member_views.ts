// The group as each member sees it, read from the store and shown in a turn of the group's actor:
// in the order of all else that happens to it.

import type { Store } from "../../db/store/store.ts";
import { type Clock, dayOf } from "../../protocol/clock.ts";
import type { Hub } from "../connections/hub.ts";
import type { Turn } from "../runtime/mailbox.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { groupView } from "../connections/presenters.ts";

export interface ViewsDeps {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: Clock;
}

export class Views {
  readonly #id: GroupId;
  readonly #deps: ViewsDeps;
  readonly #unshown = new Set<UserId>();

  constructor(id: GroupId, deps: ViewsDeps) {
    this.#id = id;
    this.#deps = deps;
  }

  /**
   * Those for whom alone something has changed, and whom a fault of the store has kept from seeing
   * it.
   */
  get unshown(): readonly UserId[] {
    return [...this.#unshown];
  }

  /** To each of these the group as they see it now. Rejects when the store fails. */
  async show(users: readonly UserId[], turn: Turn): Promise<void> {
    const { store, hub, clock } = this.#deps;
    for (const user of users.filter((user) => hub.isOnline(user))) {
      const group = await store.group(user, this.#id);
      // Later turns may have shown more than this answer knows of.
      if (turn.isOver) return;
      const now = { day: dayOf(clock.now()), isOnline: (id: UserId) => hub.isOnline(id) };
      if (group) hub.deliver([user], { type: "group", group: groupView(group, now) });
    }
  }

  /** The same to one alone, who is `unshown` until it is done. */
  async showOne(user: UserId, turn: Turn): Promise<void> {
    this.#unshown.add(user);
    await this.show([user], turn);
    if (!turn.isOver) this.#unshown.delete(user);
  }

  /** This user has nothing to see here. */
  forget(user: UserId): void {
    this.#unshown.delete(user);
  }
}
