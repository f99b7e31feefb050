// Who sees that a user leaves every group with another one.

import type { UserId } from "../../../protocol/domain.ts";
import { countOthers } from "../../state/members.ts";
import { groupsWith, type State } from "../../state/state.ts";

/** Whether somebody else is in a group in which a user is together with this one now. */
export function hasThird(state: State, user: UserId): boolean {
  return groupsWith(state, user).some((id) => countOthers(state.groups.get(id)?.group) > 1);
}
