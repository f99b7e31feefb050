// Two who search a third together: how they become partners.

import { type CommandOf, type MatchmakerAnswer, refused } from "./command.ts";
import { placeAll } from "./place.ts";
import type { TurnContext } from "./turn_context.ts";
import { notifyNoTicket, notifyPartner } from "./notify.ts";

/**
 * Makes the user the partner of who made the invite. What each had open alone is closed. The
 * inviter's criteria are placed anew for both where both can keep them.
 */
export async function acceptInvite(
  context: TurnContext,
  { user, hash }: CommandOf<"accept_invite">,
): Promise<MatchmakerAnswer> {
  const { deps: { store }, pool, instant } = context;
  const account = await context.stored(store.account(user));
  if (!account) return refused("not_found");
  const outcome = await context.stored(store.acceptInvite(hash, user, instant));
  if (outcome.type === "refused") return refused(outcome.code);
  const { inviter, withdrawn, criteria } = outcome;
  for (const owner of withdrawn) pool.withdraw(owner);
  notifyPartner(context, inviter.id, account.user);
  notifyPartner(context, user, inviter);
  let isPlaced = false;
  await context.follow("placing the ticket of two partners", async () => {
    if (criteria === null) return;
    const [answer] = await placeAll(context, [{ type: "place", user: inviter.id, criteria }]);
    isPlaced = answer?.type === "ticket";
  });
  if (!isPlaced) notifyNoTicket(context, withdrawn);
  return { type: "accepted", partner: inviter };
}
