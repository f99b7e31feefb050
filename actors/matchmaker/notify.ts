// What the matchmaker tells users, once it is stored.

import type { NewGroup, OpenTicket } from "../../db/store/tickets.ts";
import { dayOf } from "../../protocol/clock.ts";
import type { Group, User, UserId } from "../../protocol/domain.ts";
import { groupView } from "../connections/presenters.ts";
import type { HintPace } from "./hint_pace.ts";
import { formedGroup, formedMessage, isReunion, peopleOf } from "./formed_group.ts";
import type { MatchmakerDeps, TurnContext } from "./turn_context.ts";

/**
 * Hints are left out for more users than this at once. The hints of one ticket take as long as
 * matching ten tickets, and where so many wait, most are matched soon.
 */
export const hintedMost = 50;

/** Sends each of these users their ticket as it is now. For users who are offline none is made. */
export function notifyTickets(
  { deps: { hub }, pool, now }: TurnContext,
  users: readonly UserId[],
): void {
  const online = users.filter((user) => hub.isOnline(user));
  const withHints = online.length <= hintedMost;
  for (const user of online) {
    hub.deliver([user], { type: "ticket", ticket: pool.view(user, now, withHints) });
  }
}

/** Looks at what would help are taken for so many users in a turn. */
const looksMost = 20;
/** Users who are due are passed over for being away, so many in a turn. */
const duesMost = 1_000;

/** Tells users for whom it is time what would help them now, where that has changed. */
export function notifyHints({ deps: { hub }, pool, now }: TurnContext, hintPace: HintPace): void {
  let looks = 0;
  for (let dues = 0; looks < looksMost && dues < duesMost; dues++) {
    const user = hintPace.due(now);
    if (user === null) return;
    if (!pool.isWaiting(user)) hintPace.forget(user);
    else if (hub.isOnline(user)) {
      looks += 1;
      const before = JSON.stringify(hintPace.known(user));
      const ticket = pool.view(user, now, true);
      if (JSON.stringify(hintPace.known(user)) !== before) {
        hub.deliver([user], { type: "ticket", ticket });
      }
    }
  }
}

export function notifyNoTicket({ deps: { hub } }: TurnContext, users: readonly UserId[]): void {
  hub.deliver(users, { type: "ticket", ticket: null });
}

export function notifyPartner(
  { deps: { hub } }: TurnContext,
  user: UserId,
  partner: User | null,
): void {
  hub.deliver([user], { type: "partner", partner });
}

/** Shows a new group and its first message to its members. */
export function notifyFormed(
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
    for (const viewer of people) {
      hub.deliver([viewer.user.id], { type: "group", group: show(viewer) });
    }
  } else {
    hub.deliver(users, { type: "group", group: show(null) });
  }
  hub.deliver(users, { type: "message", group: group.id, message: formedMessage(group) });
  notifyUsedUp(deps, tickets);
}

/** Tickets were used up for a group, and so were the partnerships behind them. */
export function notifyUsedUp({ hub }: MatchmakerDeps, tickets: readonly OpenTicket[]): void {
  for (const { seekers } of tickets) {
    const users = seekers.map(({ user }) => user.id);
    hub.deliver(users, { type: "ticket", ticket: null });
    if (users.length > 1) hub.deliver(users, { type: "partner", partner: null });
  }
}

function viewNow({ hub, clock }: MatchmakerDeps) {
  return { day: dayOf(clock.now()), isOnline: (user: UserId) => hub.isOnline(user) };
}
