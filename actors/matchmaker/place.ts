// Places tickets, many in one turn, looks at them, shows them and withdraws them.

import type { NewTicket, OpenTicket, Placed } from "../../db/store/tickets.ts";
import type { Ticket, TicketId, UserId } from "../../protocol/domain.ts";
import {
  type CommandOf,
  type MatchmakerAnswer,
  type MatchmakerCommand,
  refused,
} from "./command.ts";
import { completeAll } from "./form.ts";
import type { TurnContext } from "./turn_context.ts";
import { hintedMost, notifyNoTicket } from "./notify.ts";

export type Placing = CommandOf<"place" | "look" | "show_ticket">;

export function isPlacing(command: MatchmakerCommand): command is Placing {
  return command.type === "place" || isLook(command);
}

/** Whether a command changes nothing. */
export function isLook(command: MatchmakerCommand): boolean {
  return command.type === "look" || command.type === "show_ticket";
}

/** Whether a command goes in one turn with those that wait before it. */
export function goTogether(
  [first]: readonly MatchmakerCommand[],
  next: MatchmakerCommand,
): boolean {
  return first !== undefined && isPlacing(first) && isPlacing(next);
}

/** The store places one ticket a user at a time: a user's second one begins another batch. */
export async function placeAll(
  context: TurnContext,
  run: readonly Placing[],
): Promise<MatchmakerAnswer[]> {
  const answers: MatchmakerAnswer[] = [];
  const users = new Set<UserId>();
  let from = 0;
  for (const [at, { type, user }] of run.entries()) {
    if (type === "place" && users.has(user)) {
      answers.push(...await placeBatch(context, run.slice(from, at)));
      users.clear();
      from = at;
    }
    if (type === "place") users.add(user);
  }
  return [...answers, ...await placeBatch(context, run.slice(from))];
}

/**
 * Stores all new tickets at once, puts them in the pool, and completes them in their order. A look
 * sees what came of it.
 */
async function placeBatch(
  context: TurnContext,
  run: readonly Placing[],
): Promise<MatchmakerAnswer[]> {
  const { deps: { store }, pool, metSince, now } = context;
  const places = run.filter((command) => command.type === "place");
  const outcomes = places.length === 0
    ? []
    : await context.stored(store.placeTickets(newTickets(context, places), metSince));
  const placed = outcomes.flatMap((outcome) => outcome.type === "placed" ? [outcome.ticket] : []);
  if (placed.length > 0) {
    for (const ticket of placed) pool.put(ticket, now);
    await context.follow(
      "forming groups of new tickets",
      () => completeAll(context, new Set(idsOf(placed))),
    );
  }
  const refusals = refusalsOf(places, outcomes);
  const views = new Map([
    ...notifyPlaced(context, placed, run),
    ...await viewsOfAsleep(context, placed),
  ]);
  return run.map(({ type, user }) =>
    type === "place" && refusals.get(user) || { type: "ticket", ticket: views.get(user) ?? null }
  );
}

/** A ticket that sleeps stays so with its new criteria until one of its people is back. */
async function viewsOfAsleep(
  context: TurnContext,
  placed: readonly OpenTicket[],
): Promise<ReadonlyMap<UserId, Ticket>> {
  const views = new Map<UserId, Ticket>();
  for (const { seekers } of placed.filter(({ asleep }) => asleep)) {
    for (const { user } of seekers) {
      const ticket = await context.stored(context.ticketViews.view(user.id));
      if (ticket) views.set(user.id, ticket);
    }
  }
  return views;
}

function newTickets(
  { deps: { newId }, instant: at }: TurnContext,
  places: readonly CommandOf<"place">[],
): NewTicket[] {
  return places.map(({ user, criteria }) => ({ id: newId() as TicketId, user, criteria, at }));
}

function refusalsOf(
  places: readonly CommandOf<"place">[],
  outcomes: readonly Placed[],
): ReadonlyMap<UserId, MatchmakerAnswer> {
  const refusals = new Map<UserId, MatchmakerAnswer>();
  for (const [at, { user }] of places.entries()) {
    const outcome = outcomes[at];
    if (outcome?.type === "refused") refusals.set(user, refused(outcome.code));
  }
  return refusals;
}

export async function withdraw(context: TurnContext, user: UserId): Promise<MatchmakerAnswer> {
  const { deps: { store }, pool, instant } = context;
  const users = await context.stored(store.withdrawTicket(user, instant));
  pool.withdraw(user);
  notifyNoTicket(context, users);
  return { type: "ticket", ticket: null };
}

/**
 * Sends their ticket to the owners of new ones that are still open, and to who asks to be shown it;
 * gives each asker's view.
 */
function notifyPlaced(
  context: TurnContext,
  placed: readonly OpenTicket[],
  run: readonly Placing[],
): ReadonlyMap<UserId, Ticket> {
  const { deps: { placement }, pool, now } = context;
  const owners = new Set(idsOf(placed).flatMap((id) => pool.ownersOf(id)));
  const shown = new Set(run.filter(({ type }) => type === "show_ticket").map(({ user }) => user));
  const views = new Map<UserId, Ticket>();
  pool.lookWhoIsAlone(now);
  for (const user of new Set([...owners, ...run.map(({ user }) => user)])) {
    const ticket = pool.view(user, now, run.length <= hintedMost);
    if (!ticket) continue;
    views.set(user, ticket);
    if (owners.has(user) || shown.has(user)) placement.deliver([user], { type: "ticket", ticket });
  }
  return views;
}

/** The ticket of two partners is there twice when both have placed it. */
function idsOf(placed: readonly OpenTicket[]): TicketId[] {
  return placed.map(({ id }) => id);
}
