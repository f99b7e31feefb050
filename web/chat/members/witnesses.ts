// Who sees that a user leaves every group with another one.

import type { UserId } from "../../../protocol/domain.ts";
import { countOthers } from "../../state/members.ts";
import { groupsWith, type State } from "../../../client/state/state.ts";

/** How many are there besides oneself, at most, in a group in which a user is; 0: in none. */
export function countWitnesses(state: State, user: UserId): number {
  return Math.max(
    0,
    ...groupsWith(state, user).map((id) => countOthers(state.groups.get(id)?.group)),
  );
}
