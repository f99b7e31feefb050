// Relations between users: blocks, groups that a user has left, rematch wishes. A change that lets
// two meet may complete a trio at once.

import type { OpenTicket } from "../../db/store/tickets.ts";
import type { GroupId, MessageId, TicketId, UserId } from "../../protocol/domain.ts";
import { type CommandOf, done, type MatchmakerAnswer, refused } from "./command.ts";
import { closeReturned } from "./close_returned.ts";
import { completeAll, reload } from "./form.ts";
import { notifyPartner, notifyTickets } from "./notify.ts";
import { endPartnership } from "./end_partnership.ts";
import type { TurnContext } from "./turn_context.ts";

export async function block(
  context: TurnContext,
  { user, other, leave }: CommandOf<"block">,
): Promise<MatchmakerAnswer> {
  const { deps: { store }, pool, instant: at } = context;
  // First: a block between partners must never stand, not even when what follows fails.
  const partner = await context.stored(store.partner(user));
  if (partner?.id === other) await endPartnership(context, user);
  const left = leave
    ? await blockAndLeave(context, user, other)
    : await context.stored(store.block(user, other, at)) && [];
  if (!left) return refused("not_found");
  pool.keepApart([user, other]);
  // A block reaches further than the two.
  await context.follow("reading whom a block reaches", () => refresh(context, [user]));
  for (const group of left) context.groupChanged(group, user);
  return done;
}

/** Gives the groups that the user has left; null: there is no such other user. */
async function blockAndLeave(
  context: TurnContext,
  user: UserId,
  other: UserId,
): Promise<readonly GroupId[] | null> {
  const { deps: { store, newId }, instant: at } = context;
  const groups = await context.stored(store.coMembers(user));
  const leave = groups.filter(({ others }) => others.includes(other))
    .map(({ group }) => ({ group, messageId: newId() as MessageId }));
  return await context.stored(
    store.blockAndLeave({ blocker: user, blocked: other, at, leave }),
  );
}

/**
 * A user was suspended: those who waited or searched with them learn what has ended. A ban keeps
 * the tickets and seats of other users at the same devices from being matched, too.
 */
export async function keptOut(
  context: TurnContext,
  { user, withdrawn, partner, seats }: CommandOf<"kept_out">,
): Promise<MatchmakerAnswer> {
  const { store } = context.deps;
  await refresh(context, await withDevices(context, [user, ...withdrawn]));
  notifyTickets(context, withdrawn);
  if (partner !== null) {
    notifyPartner(context, partner, await context.stored(store.partner(partner)));
  }
  for (const group of seats) context.groupChanged(group, user);
  return done;
}

/**
 * The groups that the user's tickets will form are to show the user as they are now. A user who has
 * hidden their presence is away no more.
 */
export async function userChanged(
  context: TurnContext,
  { user }: CommandOf<"user_changed">,
): Promise<MatchmakerAnswer> {
  const { deps: { store }, silentBefore } = context;
  const returned = await context.stored(store.returnedMembers(user, silentBefore));
  await closeReturned(context, returned.map(({ group }) => group));
  await refresh(context, [user]);
  return done;
}

export async function unblock(
  context: TurnContext,
  { user, other }: CommandOf<"unblock">,
) {
  const reached = await context.stored(context.deps.store.unblock(user, other));
  if (reached) await refresh(context, [user, other, ...reached]);
  return done;
}

export async function reachChanged(
  context: TurnContext,
  { users }: CommandOf<"reach_changed">,
): Promise<MatchmakerAnswer> {
  await refresh(context, users);
  return done;
}

/**
 * A user has left a group. The tickets of the others change, too: they name who left, and the seat
 * of the group is a ticket of each of them. Who has left two partners soon has a ticket again, and
 * two who rest since then do so with whatever accounts of their devices.
 */
export async function parted(
  context: TurnContext,
  { users }: CommandOf<"parted">,
): Promise<MatchmakerAnswer> {
  const { deps: { store }, pool, metSince, now } = context;
  const [user] = users;
  const isBack = user !== undefined && !pool.isWaiting(user);
  const ticket = isBack ? await context.stored(store.openTicket(user, metSince)) : null;
  if (ticket !== null) pool.put(ticket, now);
  await refresh(context, await withDevices(context, users));
  if (ticket !== null && pool.has(ticket.id)) notifyTickets(context, pool.ownersOf(ticket.id));
  return done;
}

/** The other user learns of it only when the wish is mutual, or was. */
export async function setRematchWish(
  context: TurnContext,
  { user, other, on }: CommandOf<"set_rematch_wish">,
) {
  const { deps: { store }, instant } = context;
  const wasMutual = !on && await isMutual(context, user, other);
  const outcome = await context.stored(store.setRematchWish(user, other, on, instant));
  if (!outcome) return refused("not_found");
  for (const group of outcome.groups) context.viewChanged(group, user);
  if (outcome.mutual || wasMutual) await showCommon(context, other, user);
  // A wish that was taken back must leave the waiting ticket: the other user may wish so later.
  if (outcome.mutual || !on) await refresh(context, [user, other]);
  return done;
}

/** Shows a user their groups with the other user, who may have left some of them. */
async function showCommon(context: TurnContext, user: UserId, other: UserId): Promise<void> {
  const { store } = context.deps;
  for (const { id, members } of await context.stored(store.groups(user))) {
    if (members.some((member) => member.id === other)) context.viewChanged(id, user);
  }
}

async function isMutual(
  { deps: { store } }: TurnContext,
  user: UserId,
  other: UserId,
): Promise<boolean> {
  const groups = await store.groups(user);
  return groups.some(({ members }) =>
    members.some(({ id, again }) => id === other && again === "mutual")
  );
}

/** These users, and the others at their devices. */
async function withDevices(
  context: TurnContext,
  users: readonly UserId[],
): Promise<readonly UserId[]> {
  const { store } = context.deps;
  return [...users, ...await context.stored(store.usersAtDevicesOf(users))];
}

/** Reads every ticket and seat of these users again, and forms what has become possible. */
async function refresh(context: TurnContext, users: readonly UserId[]): Promise<void> {
  const tickets = new Map<TicketId, OpenTicket>();
  for (const user of users) {
    for (const ticket of context.pool.ticketsOf(user)) tickets.set(ticket.id, ticket);
  }
  await completeAll(context, await reload(context, tickets.values()));
}
