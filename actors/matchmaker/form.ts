// Forms groups of the trios that tickets complete: new groups, many by one call of the store, and
// groups with an open seat. A trio that the store refuses is read and searched again; the others
// stand.

import type { NewGroup, OpenTicket } from "../../db/store/tickets.ts";
import type { GroupId, MessageId, TicketId, UserId } from "../../protocol/domain.ts";
import { peopleOf } from "./formed_group.ts";
import { Pauses } from "../runtime/pauses.ts";
import { type Match, waitsSince } from "./ticket_pool.ts";
import type { TurnContext } from "./turn_context.ts";
import { endPartnership, isOfTwoApart } from "./end_partnership.ts";
import { notifyFormed, notifyTickets, notifyUsedUp } from "./notify.ts";
import { closeReturned } from "./close_returned.ts";

/** Groups that one call of the store forms, at most. */
const batchSize = 200;

/** Forms every group that is possible with one of these tickets, in their order. */
export async function completeAll(
  context: TurnContext,
  tickets: Iterable<TicketId>,
): Promise<void> {
  const forming = new Forming(context);
  for (const ticket of tickets) {
    forming.add(ticket);
    await forming.pause();
  }
  await forming.end();
}

/**
 * Applies what waiting alone has changed by now: birthdays and widenings. Every turn begins with
 * it, so that nothing is matched by former ages or criteria.
 */
export async function widen(context: TurnContext): Promise<void> {
  const { pool, now } = context;
  if (!pool.isDue(now)) return;
  await completeAll(context, pool.dayChanged(now));
  const forming = new Forming(context);
  for (let widened = pool.due(now); widened; widened = pool.due(now)) {
    if (widened.wider) notifyTickets(context, pool.ownersOf(widened.ticket));
    forming.add(widened.ticket);
    await forming.pause();
  }
  await forming.end();
}

/**
 * Reads tickets and seats again; gives those that are still open. A partnership of two who may not
 * be together ends: no trio is ever formed with them.
 */
export async function reload(
  context: TurnContext,
  tickets: Iterable<OpenTicket>,
): Promise<TicketId[]> {
  const { deps: { store }, pool, metSince } = context;
  const found = new Map<TicketId, OpenTicket>();
  for (const { id, seat, seekers, placeOf } of tickets) {
    if (seat !== null && placeOf !== null) await closeReturned(context, [seat]);
    pool.remove(id);
    for (const { user } of seat === null ? seekers : seekers.slice(0, 1)) {
      const asked = seat === null
        ? store.openTicket(user.id, metSince)
        : store.seat(seat, metSince);
      const ticket = await context.stored(asked);
      if (ticket && isOfTwoApart(ticket)) await endPartnership(context, user.id);
      else if (ticket) found.set(ticket.id, ticket);
    }
  }
  for (const ticket of found.values()) pool.put(ticket, context.now);
  return [...found.keys()];
}

/** Trios that are taken out of the pool one by one and stored together. */
class Forming {
  readonly #context: TurnContext;
  readonly #pauses: Pauses;
  /** Trios that the store has refused once. */
  readonly #refused = new Set<string>();
  #matches: Match[] = [];

  constructor(context: TurnContext) {
    this.#context = context;
    this.#pauses = new Pauses(context.deps.clock);
  }

  /** Takes the trio that a ticket completes, if any, out of the pool. */
  add(ticket: TicketId): void {
    const { pool, now } = this.#context;
    const match = pool.complete(ticket);
    if (!match) return;
    pool.take(match, now);
    this.#matches.push(match);
  }

  /** To be waited for after each ticket. */
  async pause(): Promise<void> {
    if (this.#pauses.isDue()) await this.#context.stored(this.#pauses.take());
  }

  /** Stores what was taken. When it throws, what is not stored is in the pool again. */
  async end(): Promise<void> {
    while (this.#matches.length > 0) {
      const batch = this.#matches.splice(0, batchSize);
      const open = new Set(batch);
      try {
        const refused = await this.#store(batch, open);
        for (const match of refused) await this.#tryAgain(match, open);
        if (this.#matches.length > 0) await this.pause();
      } catch (error) {
        for (const { tickets } of [...open, ...this.#matches]) this.#putBack(tickets);
        throw error;
      }
    }
  }

  /** Gives the matches that the store refuses. Those that it has stored leave `open`. */
  async #store(batch: readonly Match[], open: Set<Match>): Promise<Match[]> {
    this.#context.onWork();
    const isJoin = ({ tickets }: Match) => tickets.some(({ seat }) => seat !== null);
    const refused = await this.#form(batch.filter((match) => !isJoin(match)), open);
    for (const match of batch.filter(isJoin)) {
      if (await this.#join(match)) open.delete(match);
      else refused.push(match);
    }
    return refused;
  }

  async #form(matches: readonly Match[], open: Set<Match>): Promise<Match[]> {
    if (matches.length === 0) return [];
    const { deps: { store }, pool } = this.#context;
    const groups = matches.map((match) => this.#newGroup(match));
    const areFormed = await this.#context.stored(store.formGroups(groups));
    return matches.filter((match, at) => {
      const group = groups[at];
      if (!areFormed[at] || !group) return true;
      open.delete(match);
      pool.keepApart(group.tickets.map(({ user }) => user));
      notifyFormed(this.#context, group, match.tickets);
      this.#measure("trio", match.tickets);
      return false;
    });
  }

  async #join({ tickets }: Match): Promise<boolean> {
    const { deps, pool, instant: at, silentBefore } = this.#context;
    const seat = tickets.find((ticket) => ticket.seat !== null);
    const group = seat?.seat;
    if (!seat || !group) return false;
    if (seat.placeOf !== null && await this.#isBack(seat.placeOf)) return false;
    const leftId = deps.newId() as MessageId;
    const others = tickets.filter((ticket) => ticket !== seat);
    const newcomers = usedBy(others).map((used) => ({
      ...used,
      messageId: deps.newId() as MessageId,
    }));
    const joined = await this.#context.stored(
      deps.store.joinGroup({
        ...{ group, seat: seat.id, seated: usedBy([seat]), at, newcomers },
        ...(silentBefore !== null && { away: { leftId, silentBefore } }),
      }),
    );
    if (!joined) return false;
    pool.keepApart(peopleOf(tickets).map(({ user }) => user.id));
    notifyUsedUp(deps, others);
    this.#measure("seat", others);
    deps.pushes?.matched(group, peopleOf(tickets).map(({ user }) => user.id));
    const [first] = newcomers;
    if (first) this.#context.groupChanged(group, first.user);
    return true;
  }

  #measure(what: "trio" | "seat", tickets: readonly OpenTicket[]): void {
    const { deps: { measures }, now } = this.#context;
    measures?.formed(
      what,
      tickets.flatMap((ticket) => {
        const ms = now - Date.parse(waitsSince(ticket));
        return ticket.seekers.map(({ criteria: wish }) => ({ wish, ms }));
      }),
    );
  }

  /** Whether a member is connected who counts as away, since that could not be stored. */
  async #isBack(user: UserId): Promise<boolean> {
    const { deps: { store, placement }, instant: at } = this.#context;
    if (!placement.isOnline(user)) return false;
    await this.#context.stored(store.noteSeen([{ user, at }]));
    return true;
  }

  /** The pool was out of date: reads the tickets of a refused match again and searches again. */
  async #tryAgain(match: Match, open: Set<Match>): Promise<void> {
    const key = match.trio.join();
    const isTwice = this.#refused.has(key);
    this.#refused.add(key);
    const tickets = await reload(this.#context, match.tickets);
    open.delete(match);
    if (isTwice) this.#giveUp(match);
    for (const ticket of tickets) this.add(ticket);
  }

  /** Keeps a trio apart that was refused twice: it would be found and refused for ever. */
  #giveUp({ trio, tickets }: Match): void {
    const { deps, pool } = this.#context;
    pool.keepApart(peopleOf(tickets).map(({ user }) => user.id));
    deps.report("trio_kept_apart", { tickets: trio });
  }

  #putBack(tickets: readonly OpenTicket[]): void {
    for (const ticket of tickets) this.#context.pool.put(ticket, this.#context.now);
  }

  #newGroup({ tickets, why }: Match): NewGroup {
    const { deps: { newId }, instant: at } = this.#context;
    return {
      id: newId() as GroupId,
      messageId: newId() as MessageId,
      at,
      why,
      tickets: usedBy(tickets),
    };
  }
}

/** The tickets with their users, in the order of joining. */
function usedBy(tickets: readonly OpenTicket[]) {
  return tickets.flatMap(({ id, seekers }) =>
    seekers.map(({ user, criteria }) => ({ id, user: user.id, criteria }))
  );
}
