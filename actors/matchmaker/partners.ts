// Two who search a third together: how they become partners, and how that ends.

import type { UserId } from "../../protocol/domain.ts";
import { type CommandOf, done, type MatchmakerAnswer, refused } from "./command.ts";
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

/** Ends the user's partnership and closes its ticket. Without a partner nothing happens. */
export async function endPartnership(
  context: TurnContext,
  user: UserId,
): Promise<MatchmakerAnswer> {
  const { deps: { store }, pool, instant } = context;
  const ended = await context.stored(store.endPartnership(user, instant));
  if (!ended) return done;
  const both = [user, ended.partner];
  if (ended.withdrawn) {
    for (const owner of both) pool.withdraw(owner);
    notifyNoTicket(context, both);
  }
  for (const each of both) notifyPartner(context, each, null);
  return done;
}
