// A placement over one hub, for a directory without a matchmaker.

import type { UserId } from "../../protocol/domain.ts";
import type { DirectoryDeps } from "../../actors/runtime/directory.ts";
import type { Hub } from "../../actors/connections/hub.ts";

/**
 * `onParted`: called when the first of these users has left a group of the others. `onRefresh`:
 * when these are to be brought up to date.
 */
export function hubPlacement(
  hub: Hub,
  onParted: (users: readonly UserId[]) => void = () => {},
  onRefresh: (users: Iterable<UserId>) => void = () => {},
): DirectoryDeps["placement"] {
  return {
    deliver: (users, frame) => hub.deliver(users, frame),
    isOnline: (user) => hub.isOnline(user),
    isConnected: (user) => hub.isConnected(user),
    refresh: onRefresh,
    askMatchmaker(command) {
      if (command.type === "parted") onParted(command.users);
      return Promise.resolve({ type: "done" });
    },
  };
}
