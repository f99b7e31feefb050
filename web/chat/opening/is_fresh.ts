// Whether nobody has said anything in a chat yet. Pure.

import { type GroupState, hasOlder } from "../../../client/state/group_state.ts";

export function isFresh(groupState: GroupState): boolean {
  const { run, pending, shown: { items } } = groupState;
  return run.length > 0 && !hasOlder(groupState) &&
    items.every(({ kind }) => kind !== "text") &&
    pending.every(({ operation }) => operation.type !== "send");
}
