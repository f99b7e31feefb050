// What the matchmaker tells people, once it is stored.

import type { NewGroup, OpenTicket } from "../../db/store/tickets.ts";
import { dayOf } from "../../protocol/clock.ts";
import type { Group, User, UserId } from "../../protocol/domain.ts";
import { groupView } from "../connections/presenters.ts";
import { formedGroup, formedMessage, isReunion, peopleOf } from "./formed_group.ts";
import type { MatchmakerDeps, TurnContext } from "./turn_context.ts";

/**
 * Of more people at once nobody is given hints: each takes as long as to match ten tickets, and
 * where so many come, most are matched soon.
 */
export const hintedMost = 50;

/** To each of these their ticket as it is now. Who is not here is spared the work. */
export function tellTickets(
  { deps: { hub }, pool, now }: TurnContext,
  users: readonly UserId[],
): void {
  const online = users.filter((user) => hub.isOnline(user));
  for (const user of online) {
    hub.deliver([user], {
      type: "ticket",
      ticket: pool.view(user, now, online.length <= hintedMost),
    });
  }
}

export function tellNoTicket({ deps: { hub } }: TurnContext, users: readonly UserId[]): void {
  hub.deliver(users, { type: "ticket", ticket: null });
}

export function tellPartner(
  { deps: { hub } }: TurnContext,
  user: UserId,
  partner: User | null,
): void {
  hub.deliver([user], { type: "partner", partner });
}

export function tellFormed(
  { deps }: TurnContext,
  group: NewGroup,
  tickets: readonly OpenTicket[],
): void {
  const { hub } = deps;
  const people = peopleOf(tickets);
  const users = people.map(({ user }) => user.id);
  const show = (viewer: typeof people[number] | null): Group =>
    groupView(formedGroup(group, people, viewer), viewNow(deps));
  if (isReunion(people)) {
    for (const one of people) hub.deliver([one.user.id], { type: "group", group: show(one) });
  } else hub.deliver(users, { type: "group", group: show(null) });
  hub.deliver(users, { type: "message", group: group.id, message: formedMessage(group) });
  tellUsedUp(deps, tickets);
}

/** Their tickets are used up, and so are partnerships. */
export function tellUsedUp({ hub }: MatchmakerDeps, tickets: readonly OpenTicket[]): void {
  for (const { seekers } of tickets) {
    const users = seekers.map(({ user }) => user.id);
    hub.deliver(users, { type: "ticket", ticket: null });
    if (users.length > 1) hub.deliver(users, { type: "partner", partner: null });
  }
}

function viewNow({ hub, clock }: MatchmakerDeps) {
  return { day: dayOf(clock.now()), isOnline: (user: UserId) => hub.isOnline(user) };
}
