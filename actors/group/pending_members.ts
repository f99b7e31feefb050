// Who is coming into a group and has not been told so: noted before the store is asked to put them
// in, so that the group's actor, whenever it reads the log, knows from where on it must show it to
// them.

import type { GroupId, UserId } from "../../protocol/domain.ts";

export class PendingMembers {
  readonly #untold = new Map<GroupId, ReadonlySet<UserId>>();

  expect(group: GroupId, users: Iterable<UserId>): void {
    this.#untold.set(group, this.of(group).union(new Set(users)));
  }

  /** Those who are expected, whether they have come in or will. */
  of(group: GroupId): ReadonlySet<UserId> {
    return this.#untold.get(group) ?? new Set();
  }

  /** They have been told, or do not come. */
  forget(group: GroupId, users: Iterable<UserId>): void {
    const left = this.of(group).difference(new Set(users));
    if (left.size === 0) this.#untold.delete(group);
    else this.#untold.set(group, left);
  }
}
