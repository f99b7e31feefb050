// The group as each member sees it: read from the store and shown within a turn of the group's
// actor, in the order of all else that happens to the group.

import type { Store } from "../../db/store/store.ts";
import type { Audience } from "../runtime/placement.ts";
import type { Turn } from "../runtime/mailbox.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { groupView, type NowDeps, nowOf } from "../connections/presenters.ts";

export interface MemberViewsDeps extends Omit<NowDeps, "placement"> {
  readonly store: Store;
  readonly audience: Audience;
}

export class MemberViews {
  readonly #id: GroupId;
  readonly #deps: MemberViewsDeps;
  readonly #unshown = new Set<UserId>();

  constructor(id: GroupId, deps: MemberViewsDeps) {
    this.#id = id;
    this.#deps = deps;
  }

  /** Members whose own view has changed and could not be shown, since the store failed. */
  get unshown(): readonly UserId[] {
    return [...this.#unshown];
  }

  /** Shows each of these users the group as it is for them now. Rejects when the store fails. */
  async show(users: readonly UserId[], turn: Turn): Promise<void> {
    const { store, audience } = this.#deps;
    for (const user of users.filter((user) => audience.isOnline(user))) {
      const group = await store.group(user, this.#id);
      // Later turns may have shown more than this answer knows of.
      if (turn.isOver) return;
      const now = nowOf({ ...this.#deps, placement: audience });
      if (group) audience.deliver([user], { type: "group", group: groupView(group, now) });
    }
  }

  /** Shows one user the group; until that is done the user is `unshown`. */
  async showOne(user: UserId, turn: Turn): Promise<void> {
    this.#unshown.add(user);
    await this.show([user], turn);
    if (!turn.isOver) this.#unshown.delete(user);
  }

  /** The user is no member: there is nothing to show. */
  forget(user: UserId): void {
    this.#unshown.delete(user);
  }
}
