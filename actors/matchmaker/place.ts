// Tickets placed, many in one turn, looked at and withdrawn.

import type { OpenTicket } from "../../db/store/tickets.ts";
import type { Ticket, TicketId, UserId } from "../../protocol/domain.ts";
import {
  type CommandOf,
  type MatchmakerAnswer,
  type MatchmakerCommand,
  refused,
} from "./command.ts";
import { completeAll } from "./form.ts";
import type { TurnContext } from "./turn_context.ts";
import { hintedMost, tellNoTicket } from "./notify.ts";

export type Placing = CommandOf<"place" | "look">;

export function isPlacing(command: MatchmakerCommand): command is Placing {
  return command.type === "place" || command.type === "look";
}

/** Whether a command goes in one turn with these. */
export function goTogether(
  [first]: readonly MatchmakerCommand[],
  next: MatchmakerCommand,
): boolean {
  return first !== undefined && isPlacing(first) && isPlacing(next);
}

/** Each user places once at a time: what comes twice is done one after the other. */
export async function placeAll(
  context: TurnContext,
  run: readonly Placing[],
): Promise<MatchmakerAnswer[]> {
  const answers: MatchmakerAnswer[] = [];
  const users = new Set<UserId>();
  let from = 0;
  for (const [at, { type, user }] of run.entries()) {
    if (type === "place" && users.has(user)) {
      answers.push(...await placeEach(context, run.slice(from, at)));
      users.clear();
      from = at;
    }
    if (type === "place") users.add(user);
  }
  return [...answers, ...await placeEach(context, run.slice(from))];
}

/**
 * All are stored at once, put in the room, and then completed in their order; looking sees what
 * came of it.
 */
async function placeEach(
  context: TurnContext,
  run: readonly Placing[],
): Promise<MatchmakerAnswer[]> {
  const { deps: { store, newId }, pool, instant: at, metSince, now } = context;
  const places = run.filter((one) => one.type === "place");
  const refusals = new Map<UserId, MatchmakerAnswer>();
  const placed: OpenTicket[] = [];
  if (places.length > 0) {
    const asked = places.map(({ user, criteria }) => ({
      id: newId() as TicketId,
      user,
      criteria,
      at,
    }));
    const outcomes = await context.stored(store.placeTickets(asked, metSince));
    for (const [index, { user }] of places.entries()) {
      const outcome = outcomes[index];
      if (outcome?.type === "placed") placed.push(outcome.ticket);
      else if (outcome) refusals.set(user, refused(outcome.code));
    }
    for (const ticket of placed) pool.put(ticket, now);
    await context.follow(
      "forming groups of new tickets",
      () => completeAll(context, new Set(idsOf(placed))),
    );
  }
  const views = tellPlaced(context, placed, run);
  return run.map((one) =>
    one.type === "place" && refusals.get(one.user) ||
    { type: "ticket", ticket: views.get(one.user) ?? null }
  );
}

export async function withdraw(context: TurnContext, user: UserId): Promise<MatchmakerAnswer> {
  const { deps: { store }, pool, instant } = context;
  const users = await context.stored(store.withdrawTicket(user, instant));
  pool.withdraw(user);
  tellNoTicket(context, users);
  return { type: "ticket", ticket: null };
}

/** Tells those whose new ticket is still open, and gives what each who asked is answered. */
function tellPlaced(context: TurnContext, placed: readonly OpenTicket[], run: readonly Placing[]) {
  const { deps: { hub }, pool, now } = context;
  const owners = new Set(idsOf(placed).flatMap((id) => pool.ownersOf(id)));
  const views = new Map<UserId, Ticket>();
  for (const user of new Set([...owners, ...run.map(({ user }) => user)])) {
    const ticket = pool.view(user, now, run.length <= hintedMost);
    if (!ticket) continue;
    views.set(user, ticket);
    if (owners.has(user)) hub.deliver([user], { type: "ticket", ticket });
  }
  return views;
}

/** Where both of two partners have asked, their ticket is among these twice. */
function idsOf(placed: readonly OpenTicket[]): TicketId[] {
  return placed.map(({ id }) => id);
}
