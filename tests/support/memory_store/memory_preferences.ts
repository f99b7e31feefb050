// Preferences in the memory store, and what they hide.

import type { Member, Preference, UserId } from "../../../protocol/domain.ts";
import type { CoMembers } from "../../../db/store/groups.ts";
import type { UserStore } from "../../../db/store/users.ts";
import { currentGroups, order, type State, userOf } from "./memory_state.ts";

export function preferenceStore(
  { users }: State,
): Pick<UserStore, "preferences" | "setPreferences"> {
  return {
    preferences(id) {
      const found = users.get(id);
      return Promise.resolve(found && !found.isDeleted ? { ...found.preferences } : null);
    },
    setPreferences(id, preferences) {
      const found = users.get(id);
      if (!found || found.isDeleted) return Promise.resolve(false);
      found.preferences = { ...preferences };
      return Promise.resolve(true);
    },
  };
}

/** Whether one user is shown this of the other; of themselves everybody is. */
function isShared(state: State, one: UserId, other: UserId, what: Preference): boolean {
  return one === other || [one, other].every((id) => userOf(state, id).preferences[what]);
}

/** What of a member a viewer is not shown; nothing: no field. */
export function unseenBy(state: State, viewer: UserId, id: UserId): Pick<Member, "unseen"> {
  const unseen = (["receipts", "presence"] as const)
    .filter((what) => !isShared(state, viewer, id, what));
  return unseen.length > 0 ? { unseen } : {};
}

/** What a user has switched off; nothing: no field. */
export function offOf(state: State, id: UserId): { readonly off?: readonly Preference[] } {
  const { preferences } = userOf(state, id);
  const off = (["receipts", "typing", "presence"] as const).filter((what) => !preferences[what]);
  return off.length > 0 ? { off } : {};
}

export function coMembersOf(state: State, user: UserId): CoMembers[] {
  return currentGroups(state, user).sort(([a], [b]) => order(a, b)).map(([group, { members }]) => ({
    group,
    others: members.filter(({ id, leftAt }) => leftAt === null && id !== user).map(({ id }) => id),
  }));
}

export function presenceViewersOf(state: State, user: UserId): CoMembers[] {
  return coMembersOf(state, user).map(({ group, others }) => ({
    group,
    others: others.filter((other) => isShared(state, user, other, "presence")),
  }));
}
