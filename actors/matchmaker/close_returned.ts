// Seats in the place of a member who was away and is back.

import type { GroupId } from "../../protocol/domain.ts";
import type { TurnContext } from "./turn_context.ts";

/** Closes those of these seats that are in the place of a member who is away no more. */
export async function closeReturned(
  context: TurnContext,
  groups: readonly GroupId[],
): Promise<void> {
  if (groups.length === 0) return;
  const { deps: { store }, silentBefore, instant } = context;
  const closed = await context.stored(store.closeReturned(groups, silentBefore, instant));
  for (const { group, user } of closed) {
    context.pool.closeSeat(group);
    context.groupChanged(group, user);
  }
}
