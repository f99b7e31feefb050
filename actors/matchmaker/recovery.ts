// After a fault it is open whether a command was stored. Once the pool is loaded again, its users
// are told how it is: those whose ticket is gone, and those whose command is in doubt.

import type { StoredGroup } from "../../db/store/groups.ts";
import type { OpenTicket } from "../../db/store/tickets.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { MatchmakerCommand } from "./command.ts";
import { isLook } from "./place.ts";
import type { TicketPool } from "./ticket_pool.ts";
import type { TurnContext } from "./turn_context.ts";
import { notifyNoTicket, notifyPartner, notifyTickets } from "./notify.ts";

/** Commands of which it is not known whether they were stored, by what they may have changed. */
export class InDoubt {
  readonly #users = new Set<UserId>();
  /** Users whose partnership is in doubt. */
  readonly #partners = new Set<UserId>();
  /** Groups whose seat is in doubt, each with a member. */
  readonly #groups = new Map<GroupId, UserId>();

  add(command: MatchmakerCommand): void {
    if (command.type === "sleep") {
      for (const { group, user } of command.returned) this.#groups.set(group, user);
    }
    if (!("user" in command) || isLook(command)) return;
    if (command.type === "came_back") {
      for (const group of command.places) this.#groups.set(group, command.user);
    }
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

  /** Tells these users, and who waits or searches with them, how it is now. */
  async notify(context: TurnContext): Promise<void> {
    const { deps: { store }, pool } = context;
    for (const user of this.#partners) {
      const [account, partner] = await context.stored(
        Promise.all([store.account(user), store.partner(user)]),
      );
      notifyPartner(context, user, partner);
      if (account && partner) notifyPartner(context, partner.id, account.user);
    }
    for (const [group, user] of this.#groups) context.groupChanged(group, user);
    const coMembers = [...this.#users].flatMap((user) => [user, ...pool.coMembersOf(user)]);
    notifyTickets(context, [...new Set(coMembers)]);
  }
}

/**
 * Users whose ticket was in a former pool and is not open any more learn what came of it, and the
 * groups of seats that are not.
 */
export async function notifyLost(context: TurnContext, former: TicketPool): Promise<void> {
  for (const { seat, seekers: [member] } of former.seatsMissingIn(context.pool)) {
    if (seat !== null) context.groupChanged(seat, member.user.id);
  }
  const lost = former.missingIn(context.pool);
  const entered = new Map<GroupId, readonly UserId[]>();
  for (const ticket of lost) {
    const users = ticket.seekers.map(({ user }) => user.id);
    notifyNoTicket(context, users);
    for (const user of users) {
      if (users.length > 1) {
        notifyPartner(context, user, await context.stored(context.deps.store.partner(user)));
      }
      for (const { id, members } of await showNewGroups(context, user, ticket)) {
        entered.set(id, members.flatMap((one) => one.leftAt === null ? [one.id] : []));
      }
    }
  }
  // Last: when something fails before, all of it is done again.
  const { pushes } = context.deps;
  for (const [group, users] of entered) pushes?.matched(group, users);
  // They are told only if they sleep.
  pushes?.asleep(lost.flatMap(({ seekers }) => seekers.map(({ user }) => user.id)));
}

/** Shows a user the groups that they have come into since their ticket was placed; gives them. */
async function showNewGroups(
  context: TurnContext,
  user: UserId,
  { since }: OpenTicket,
): Promise<StoredGroup[]> {
  const groups: StoredGroup[] = [];
  for (const group of await context.stored(context.deps.store.groups(user))) {
    if (await enteredAt(context, user, group) < since) continue;
    groups.push(group);
    if (group.firstSeq > 1) context.groupChanged(group.id, user);
    else context.viewChanged(group.id, user);
  }
  return groups;
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
