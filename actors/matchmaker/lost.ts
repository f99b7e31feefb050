// After a fault that left open whether something was stored: who waited then, and waits no more by what is stored, is
// told so, and is shown the group that came of it.

import type { StoredGroup } from "../../db/store.ts";
import type { OpenTicket } from "../../db/ticket_store.ts";
import type { UserId } from "../protocol.ts";
import type { WaitingRoom } from "./room.ts";
import type { Sitting } from "./sitting.ts";
import { showGroup, tellNoTicket, tellPartner } from "./telling.ts";

export async function tellLost(sitting: Sitting, before: WaitingRoom): Promise<void> {
  for (const ticket of before.missingIn(sitting.room)) {
    const users = ticket.seekers.map(({ user }) => user.id);
    tellNoTicket(sitting, users);
    for (const user of users) {
      if (users.length > 1) {
        tellPartner(sitting, user, await sitting.stored(sitting.deps.store.partner(user)));
      }
      await showNewGroups(sitting, user, ticket);
    }
  }
}

/** Those that the user is in since they waited. */
async function showNewGroups(sitting: Sitting, user: UserId, { since }: OpenTicket): Promise<void> {
  for (const group of await sitting.stored(sitting.deps.store.groups(user))) {
    if (await enteredAt(sitting, user, group) < since) continue;
    if (group.firstSeq > 1) sitting.deps.onGroup(group.id, user, [user]);
    else await showGroup(sitting, user, group.id);
  }
}

async function enteredAt(
  { deps: { store } }: Sitting,
  user: UserId,
  { id, formedAt, firstSeq }: StoredGroup,
) {
  if (firstSeq === 1) return formedAt;
  const page = await store.messages(user, id, { after: firstSeq - 1, limit: 1 });
  return page?.messages[0]?.at ?? formedAt;
}
