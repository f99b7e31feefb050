// Two who searched a third together do so no more.

import type { OpenTicket } from "../../db/store/tickets.ts";
import type { UserId } from "../../protocol/domain.ts";
import { done, type MatchmakerAnswer } from "./command.ts";
import { notifyNoTicket, notifyPartner } from "./notify.ts";
import type { TurnContext } from "./turn_context.ts";

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

/**
 * Whether a ticket is of two partners who may not be in a group together. A log-in at the device of
 * a partner ends the partnership, unless the store fails just then.
 */
export function isOfTwoApart({ seat, seekers: [one, other] }: OpenTicket): boolean {
  return seat === null && other !== undefined &&
    (one.apart.includes(other.user.id) ||
      one.devices.some((device) => other.devices.includes(device)));
}
