// What the matchmaker tells users, once it is stored.

import type { Told } from "../../db/store/sleep.ts";
import type { NewGroup, OpenTicket } from "../../db/store/tickets.ts";
import type { User, UserId } from "../../protocol/domain.ts";
import { groupView, nowOf } from "../connections/presenters.ts";
import type { HintPace } from "./hint_pace.ts";
import { formedGroup, formedMessage, peopleOf, seeDifferently } from "./formed_group.ts";
import type { MatchmakerDeps, TurnContext } from "./turn_context.ts";

/**
 * Hints are left out for more users than this at once. The hints of one ticket take as long as
 * matching ten tickets, and where so many wait, most are matched soon.
 */
export const hintedMost = 50;

/** Sends each of these users their ticket as it is now. For users who are offline none is made. */
export function notifyTickets(
  { deps: { placement }, pool, now }: TurnContext,
  users: readonly UserId[],
): void {
  const online = users.filter((user) => placement.isOnline(user));
  const withHints = online.length <= hintedMost;
  pool.lookWhoIsAlone(now);
  for (const user of online) {
    placement.deliver([user], { type: "ticket", ticket: pool.view(user, now, withHints) });
  }
}

/** Looks at what would help are taken for so many users in a turn. */
const looksMost = 20;
/** Users who are due are passed over for being away, so many in a turn. */
const duesMost = 1_000;

/** Tells users for whom it is time what would help them now, where that has changed. */
export function notifyHints(
  { deps: { placement }, pool, now }: TurnContext,
  hintPace: HintPace,
): void {
  let looks = 0;
  pool.lookWhoIsAlone(now);
  for (let dues = 0; looks < looksMost && dues < duesMost; dues++) {
    const user = hintPace.due(now);
    if (user === null) return;
    if (!pool.isWaiting(user)) hintPace.forget(user);
    else if (placement.isOnline(user)) {
      looks += 1;
      const before = JSON.stringify(hintPace.known(user));
      const isAloneTold = pool.isAloneToldTo(user);
      const ticket = pool.view(user, now, true);
      if (JSON.stringify(hintPace.known(user)) !== before || !isAloneTold) {
        placement.deliver([user], { type: "ticket", ticket });
      }
    }
  }
}

/**
 * Tells users that somebody is there now whom they could meet, or nobody any more, unless they were
 * told so; `changes`: their tickets.
 */
export function notifyAlone(
  { deps: { placement }, pool, now }: TurnContext,
  changes: readonly Told[],
): void {
  const untold = changes.filter(({ id }) => !pool.isAloneTold(id));
  for (const user of untold.flatMap(({ id }) => pool.ownersOf(id))) {
    if (!placement.isOnline(user)) continue;
    placement.deliver([user], { type: "ticket", ticket: pool.view(user, now, false) });
  }
}

export function notifyNoTicket(
  { deps: { placement } }: TurnContext,
  users: readonly UserId[],
): void {
  placement.deliver(users, { type: "ticket", ticket: null });
}

export function notifyPartner(
  { deps: { placement } }: TurnContext,
  user: UserId,
  partner: User | null,
): void {
  placement.deliver([user], { type: "partner", partner });
}

/** Shows a new group and its first message to its members. */
export function notifyFormed(
  { deps }: TurnContext,
  group: NewGroup,
  tickets: readonly OpenTicket[],
): void {
  const { placement } = deps;
  const people = peopleOf(tickets);
  const users = people.map(({ user }) => user.id);
  const show = (users: readonly UserId[], viewer: typeof people[number] | null) => {
    const view = groupView(formedGroup(group, people, viewer), nowOf(deps));
    placement.deliver(users, { type: "group", group: view });
  };
  if (seeDifferently(people)) { for (const viewer of people) show([viewer.user.id], viewer); }
  else show(users, null);
  placement.deliver(users, { type: "message", group: group.id, message: formedMessage(group) });
  notifyUsedUp(deps, tickets);
  deps.pushes?.matched(group.id, users);
}

/** Tickets were used up for a group, and so were the partnerships behind them. */
export function notifyUsedUp({ placement }: MatchmakerDeps, tickets: readonly OpenTicket[]): void {
  for (const { seekers } of tickets) {
    const users = seekers.map(({ user }) => user.id);
    placement.deliver(users, { type: "ticket", ticket: null });
    if (users.length > 1) placement.deliver(users, { type: "partner", partner: null });
  }
}
