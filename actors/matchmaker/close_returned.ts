// Seats in the place of a member who was away and is back.

import type { ReturnedMember } from "../../db/store/seats.ts";
import type { GroupId } from "../../protocol/domain.ts";
import type { TurnContext } from "./turn_context.ts";

/** Closes those of these seats that are in the place of a member who is away no more. */
export async function closeReturned(
  context: TurnContext,
  groups: readonly GroupId[],
): Promise<void> {
  const { deps: { store }, silentBefore, instant } = context;
  showReturned(context, await context.stored(store.closeReturned(groups, silentBefore, instant)));
}

/** The seats of these groups are closed, since the member whose place it was is back. */
export function showReturned(
  context: TurnContext,
  returned: readonly ReturnedMember[],
): void {
  for (const { group, user } of returned) {
    context.pool.closeSeat(group);
    context.groupChanged(group, user);
  }
}
