// Two who search a third together: how they become partners, and how that ends.

import type { UserId } from "../../protocol/domain.ts";
import { type CommandOf, done, type MatchmakerAnswer, refused } from "./command.ts";
import { placeAll } from "./place.ts";
import type { Sitting } from "./turn_context.ts";
import { tellNoTicket, tellPartner } from "./notify.ts";

/**
 * Who waited alone waits no more; the inviter's ticket is placed anew for both where their criteria
 * may hold.
 */
export async function accept(
  sitting: Sitting,
  { user, hash }: CommandOf<"accept">,
): Promise<MatchmakerAnswer> {
  const { deps: { store }, room, instant } = sitting;
  const account = await sitting.stored(store.account(user));
  if (!account) return refused("not_found");
  const outcome = await sitting.stored(store.acceptInvite(hash, user, instant));
  if (outcome.type === "refused") return refused(outcome.code);
  const { inviter, withdrawn, criteria } = outcome;
  for (const one of withdrawn) room.withdraw(one);
  tellPartner(sitting, inviter.id, account.user);
  tellPartner(sitting, user, inviter);
  let isPlaced = false;
  await sitting.follow("placing the ticket of two partners", async () => {
    if (criteria === null) return;
    const [answer] = await placeAll(sitting, [{ type: "place", user: inviter.id, criteria }]);
    isPlaced = answer?.type === "ticket";
  });
  if (!isPlaced) tellNoTicket(sitting, withdrawn);
  return { type: "accepted", partner: inviter };
}

/** Nothing happens to someone who has no partner. */
export async function part(sitting: Sitting, user: UserId): Promise<MatchmakerAnswer> {
  const { deps: { store }, room, instant } = sitting;
  const ended = await sitting.stored(store.endPartnership(user, instant));
  if (!ended) return done;
  const both = [user, ended.partner];
  if (ended.withdrawn) {
    for (const one of both) room.withdraw(one);
    tellNoTicket(sitting, both);
  }
  for (const one of both) tellPartner(sitting, one, null);
  return done;
}
