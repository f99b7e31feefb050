// After a fault that left open whether something was stored: who waited then, and waits no more by
// what is stored, is told so, and is shown the group that came of it; and whoever asked for what
// failed is told how they wait now.

import type { StoredGroup } from "../../db/store/store.ts";
import type { OpenTicket } from "../../db/store/ticket_store.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { MatchmakerCommand } from "./command.ts";
import type { WaitingRoom } from "./ticket_pool.ts";
import type { Sitting } from "./turn_context.ts";
import { tellNoTicket, tellPartner, tellTickets } from "./notify.ts";

/** Who asked for something of which it is not known whether it was stored. */
export class Doubts {
  readonly #users = new Set<UserId>();
  /** Of these also with whom they search. */
  readonly #partners = new Set<UserId>();
  /** Groups whose seat it was about, with one who is in it. */
  readonly #groups = new Map<GroupId, UserId>();

  note(command: MatchmakerCommand): void {
    if (!("user" in command) || command.type === "look") return;
    this.#users.add(command.user);
    if ("group" in command) this.#groups.set(command.group, command.user);
    if (command.type === "accept" || command.type === "part") this.#partners.add(command.user);
  }

  clear(): void {
    this.#users.clear();
    this.#partners.clear();
    this.#groups.clear();
  }

  /** To each of these, and to who waits or searches with them, how it is now. */
  async tell(sitting: Sitting): Promise<void> {
    const { deps: { store }, room } = sitting;
    for (const user of this.#partners) {
      const [account, partner] = await sitting.stored(
        Promise.all([store.account(user), store.partner(user)]),
      );
      tellPartner(sitting, user, partner);
      if (account && partner) tellPartner(sitting, partner.id, account.user);
    }
    for (const [group, user] of this.#groups) sitting.deps.onGroup(group, user);
    const company = [...this.#users].flatMap((user) => [user, ...room.companyOf(user)]);
    tellTickets(sitting, [...new Set(company)]);
  }
}

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
    if (group.firstSeq > 1) sitting.deps.onGroup(group.id, user);
    else sitting.deps.onView(group.id, user);
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
