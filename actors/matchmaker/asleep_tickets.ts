// Tickets and seats whose people are all away fall asleep, so that nobody is matched with who is
// gone, and wake when one of them is back.

import type { OpenTicket } from "../../db/store/tickets.ts";
import { instantOf } from "../../protocol/clock.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { type CommandOf, done, type MatchmakerAnswer } from "./command.ts";
import { closeReturned } from "./close_returned.ts";
import { endPartnership, isOfTwoApart } from "./end_partnership.ts";
import { completeAll } from "./form.ts";
import { notifyTickets } from "./notify.ts";
import type { TurnContext } from "./turn_context.ts";

/** Puts those to sleep whose people are away, and wakes those whose people are not. */
export async function sleepAndWake(
  context: TurnContext,
  { sleepy, woken, overslept, returned }: CommandOf<"sleep">,
): Promise<MatchmakerAnswer> {
  await closeReturned(context, returned.map(({ group }) => group));
  await putToSleep(context, sleepy);
  const missing = woken.filter(({ id }) => !context.pool.has(id));
  await enterWoken(context, {
    users: missing.flatMap(({ user, seat }) => seat === null ? [user] : []),
    seats: missing.flatMap(({ seat }) => seat === null ? [] : [seat]),
  });
  for (const user of overslept) await wake(context, user);
  return done;
}

/**
 * A user is back, whose tickets and seats the store has woken. Nobody is looked for in their place
 * any more.
 */
export async function cameBack(
  context: TurnContext,
  { user, hasWoken, seats, places }: CommandOf<"came_back">,
): Promise<MatchmakerAnswer> {
  await closeReturned(context, places);
  await enterWoken(context, { users: hasWoken ? [user] : [], seats });
  return done;
}

async function putToSleep(
  context: TurnContext,
  sleepy: CommandOf<"sleep">["sleepy"],
): Promise<void> {
  const { deps: { store, placement, ticketAwayMs = 0, pushes }, pool } = context;
  const before = instantOf(context.now - ticketAwayMs);
  const isOnline = (user: UserId) => placement.isOnline(user);
  const gone = sleepy.filter(({ users }) => !users.some(isOnline));
  const asleep = new Set(
    await context.stored(store.putToSleep(gone.map(({ id }) => id), before, context.instant)),
  );
  for (const { id, users, seat } of gone) {
    if (!asleep.has(id)) continue;
    pool.remove(id);
    if (seat === null) pushes?.asleep(users);
    // One of them has come while it was stored.
    for (const user of users.filter(isOnline)) await wake(context, user);
  }
}

async function wake(context: TurnContext, user: UserId): Promise<void> {
  const { deps: { store }, instant } = context;
  const back = await context.stored(store.comeBack(user, instant));
  if (back) await cameBack(context, { type: "came_back", user, ...back });
}

/** Puts what has woken into the pool, and forms what is possible with it. */
async function enterWoken(
  context: TurnContext,
  { users, seats }: { readonly users: readonly UserId[]; readonly seats: readonly GroupId[] },
): Promise<void> {
  const { deps: { store }, pool, metSince, now } = context;
  const woken = new Map<string, OpenTicket>();
  for (const user of new Set(users)) {
    const ticket = pool.isWaiting(user)
      ? null
      : await context.stored(store.openTicket(user, metSince));
    if (ticket && isOfTwoApart(ticket)) await endPartnership(context, user);
    else if (ticket) woken.set(ticket.id, ticket);
  }
  for (const group of new Set(seats)) {
    const seat = await context.stored(store.seat(group, metSince));
    if (seat && !pool.has(seat.id)) woken.set(seat.id, seat);
  }
  for (const ticket of woken.values()) pool.put(ticket, now);
  const ids = [...woken.values()].map(({ id }) => id);
  await completeAll(context, ids);
  notifyTickets(context, ids.flatMap((id) => pool.ownersOf(id)));
}
