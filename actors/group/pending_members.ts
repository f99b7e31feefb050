// Newcomers who have not been told so. They are noted before the store is asked to put them in: the
// group's actor, whenever it reads the log, then knows from where on it must show it to them.

import type { GroupId, UserId } from "../../protocol/domain.ts";

export class PendingMembers {
  readonly #byGroup = new Map<GroupId, ReadonlySet<UserId>>();

  expect(group: GroupId, users: Iterable<UserId>): void {
    this.#byGroup.set(group, this.of(group).union(new Set(users)));
  }

  /** Those who are expected in a group, whether they are in it yet or not. */
  of(group: GroupId): ReadonlySet<UserId> {
    return this.#byGroup.get(group) ?? new Set();
  }

  /** These users have been told, or do not come. */
  forget(group: GroupId, users: Iterable<UserId>): void {
    const left = this.of(group).difference(new Set(users));
    if (left.size === 0) this.#byGroup.delete(group);
    else this.#byGroup.set(group, left);
  }
}
