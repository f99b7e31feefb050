// After a fault that left open whether something was stored: who waited then, and waits no more by
// what is stored, is told so, and is shown the group that came of it; and whoever asked for what
// failed is told how they wait now.

import type { StoredGroup } from "../../db/store/store.ts";
import type { OpenTicket } from "../../db/store/ticket_store.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { MatchmakerCommand } from "./command.ts";
import type { TicketPool } from "./ticket_pool.ts";
import type { TurnContext } from "./turn_context.ts";
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
    if (command.type === "accept_invite" || command.type === "end_partnership") {
      this.#partners.add(command.user);
    }
  }

  clear(): void {
    this.#users.clear();
    this.#partners.clear();
    this.#groups.clear();
  }

  /** To each of these, and to who waits or searches with them, how it is now. */
  async tell(context: TurnContext): Promise<void> {
    const { deps: { store }, pool } = context;
    for (const user of this.#partners) {
      const [account, partner] = await context.stored(
        Promise.all([store.account(user), store.partner(user)]),
      );
      tellPartner(context, user, partner);
      if (account && partner) tellPartner(context, partner.id, account.user);
    }
    for (const [group, user] of this.#groups) context.deps.onGroup(group, user);
    const coMembers = [...this.#users].flatMap((user) => [user, ...pool.coMembersOf(user)]);
    tellTickets(context, [...new Set(coMembers)]);
  }
}

export async function tellLost(context: TurnContext, before: TicketPool): Promise<void> {
  for (const ticket of before.missingIn(context.pool)) {
    const users = ticket.seekers.map(({ user }) => user.id);
    tellNoTicket(context, users);
    for (const user of users) {
      if (users.length > 1) {
        tellPartner(context, user, await context.stored(context.deps.store.partner(user)));
      }
      await showNewGroups(context, user, ticket);
    }
  }
}

/** Those that the user is in since they waited. */
async function showNewGroups(
  context: TurnContext,
  user: UserId,
  { since }: OpenTicket,
): Promise<void> {
  for (const group of await context.stored(context.deps.store.groups(user))) {
    if (await enteredAt(context, user, group) < since) continue;
    if (group.firstSeq > 1) context.deps.onGroup(group.id, user);
    else context.deps.onView(group.id, user);
  }
}

async function enteredAt(
  { deps: { store } }: TurnContext,
  user: UserId,
  { id, formedAt, firstSeq }: StoredGroup,
) {
  if (firstSeq === 1) return formedAt;
  const page = await store.messages(user, id, { after: firstSeq - 1, limit: 1 });
  return page?.messages[0]?.at ?? formedAt;
}
