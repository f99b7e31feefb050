// Who came into a group together: two partners, who share one ticket. Pure.

import type { TicketId, UserId } from "./domain.ts";

/** The two of these people who have one ticket, in order; null: nobody does. */
export function cameTogether(
  people: readonly { readonly id: TicketId; readonly user: UserId }[],
): readonly [UserId, UserId] | null {
  for (const [at, { id, user }] of people.entries()) {
    const partner = people.find((other, place) => place > at && other.id === id);
    if (partner !== undefined) return [user, partner.user];
  }
  return null;
}
