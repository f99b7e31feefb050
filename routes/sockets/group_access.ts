// Who may wake a group's actor: it stays for minutes, so ids that somebody made up must not start
// any.

import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";

/**
 * Whether the user is, or was, in the group; the actor knows which. Rejects when the store fails.
 */
export async function knowsGroup(store: Store, user: UserId, group: GroupId): Promise<boolean> {
  const stored = await store.groupMembers(group);
  return stored?.members.some(({ id }) => id === user) ?? false;
}
