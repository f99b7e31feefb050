// Two who search a third together: how they become partners, and how that ends.

import type { UserId } from "../../protocol/domain.ts";
import { type CommandOf, done, type MatchmakerAnswer, refused } from "./command.ts";
import { placeAll } from "./place.ts";
import type { TurnContext } from "./turn_context.ts";
import { tellNoTicket, tellPartner } from "./notify.ts";

/**
 * Who waited alone waits no more; the inviter's ticket is placed anew for both where their criteria
 * may hold.
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
  for (const one of withdrawn) pool.withdraw(one);
  tellPartner(context, inviter.id, account.user);
  tellPartner(context, user, inviter);
  let isPlaced = false;
  await context.follow("placing the ticket of two partners", async () => {
    if (criteria === null) return;
    const [answer] = await placeAll(context, [{ type: "place", user: inviter.id, criteria }]);
    isPlaced = answer?.type === "ticket";
  });
  if (!isPlaced) tellNoTicket(context, withdrawn);
  return { type: "accepted", partner: inviter };
}

/** Nothing happens to someone who has no partner. */
export async function endPartnership(
  context: TurnContext,
  user: UserId,
): Promise<MatchmakerAnswer> {
  const { deps: { store }, pool, instant } = context;
  const ended = await context.stored(store.endPartnership(user, instant));
  if (!ended) return done;
  const both = [user, ended.partner];
  if (ended.withdrawn) {
    for (const one of both) pool.withdraw(one);
    tellNoTicket(context, both);
  }
  for (const one of both) tellPartner(context, one, null);
  return done;
}
