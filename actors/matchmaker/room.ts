// The waiting room: the open tickets as the store gave them, and the pool that finds trios among them. A copy, which
// can be thrown away and made anew at any time.

import type { OpenTicket } from "../../db/store.ts";
import { dayOf } from "../clock.ts";
import type { Party, Trio } from "../matching/party.ts";
import { Pool } from "../matching/pool.ts";
import type { Criteria, Ticket, TicketId, UserId, Why } from "../protocol.ts";

/** Three tickets that may form a group, in the order of waiting. */
export interface Match {
  readonly trio: Trio;
  readonly tickets: readonly OpenTicket[];
  readonly why: Why;
}

export class WaitingRoom {
  readonly #pool: Pool;
  readonly #tickets = new Map<TicketId, OpenTicket>();
  readonly #byUser = new Map<UserId, TicketId>();
  #day: string;

  constructor(tickets: readonly OpenTicket[], now: number) {
    this.#day = dayOf(now);
    this.#pool = new Pool(this.#day);
    for (const ticket of tickets) this.put(ticket, now);
  }

  /** Every ticket, the longest-waiting first. */
  get all(): TicketId[] {
    return [...this.#tickets.values()].sort(byWaiting).map(({ id }) => id);
  }

  put(ticket: OpenTicket, now: number): void {
    this.#tickets.set(ticket.id, ticket);
    this.#byUser.set(ticket.user.id, ticket.id);
    this.#pool.add(partyOf(ticket), now);
  }

  remove(user: UserId): void {
    const id = this.#byUser.get(user);
    if (id === undefined) return;
    this.#pool.remove(id);
    this.#forget(id);
  }

  ticketOf(user: UserId): OpenTicket | null {
    const id = this.#byUser.get(user);
    return id === undefined ? null : this.#tickets.get(id) ?? null;
  }

  userOf(ticket: TicketId): UserId | null {
    return this.#tickets.get(ticket)?.user.id ?? null;
  }

  /** What the user is shown of their ticket; null when none is open. */
  view(user: UserId, now: number): Ticket | null {
    const ticket = this.ticketOf(user);
    if (!ticket) return null;
    const { id, criteria, since } = ticket;
    const effective = this.#effective(ticket);
    const hints = this.#pool.hints(id, now);
    const estimate = this.#pool.estimate(id, now);
    const known = { id, criteria, effective, since, waiting: this.#pool.size, estimate };
    return hints.length > 0 ? { ...known, hints } : known;
  }

  /** The best group that a ticket completes; null: none. Nobody leaves the room. */
  complete(ticket: TicketId): Match | null {
    const trio = this.#pool.complete(ticket);
    if (!trio) return null;
    const tickets = trio.flatMap((id) => this.#tickets.get(id) ?? []);
    return { trio, tickets, why: this.#why(tickets) };
  }

  /** Those of a match have been put in a group. */
  take({ trio }: Match, now: number): void {
    this.#pool.take(trio, now);
    for (const id of trio) this.#forget(id);
  }

  /** The one ticket whose time to widen came first; null: no time has come. */
  due(now: number): { ticket: TicketId; wider: boolean } | null {
    return this.#pool.due(now);
  }

  /** Whether something is due: a widening, or a new day. */
  isDue(now: number): boolean {
    return (this.#pool.nextDue ?? Infinity) <= now || dayOf(now) !== this.#day;
  }

  /** On a new UTC day, the tickets of those who had their birthday. */
  dayChanged(now: number): readonly TicketId[] {
    if (dayOf(now) === this.#day) return [];
    this.#day = dayOf(now);
    return this.#pool.dayChanged(this.#day);
  }

  #effective({ id, criteria }: OpenTicket): Criteria {
    return this.#pool.look(id)?.people[0]?.effective ?? criteria;
  }

  #why(tickets: readonly OpenTicket[]): Why {
    const ages = tickets.map(({ id }) => this.#pool.look(id)?.people[0]?.age ?? 0);
    const [first] = tickets;
    const sex = first?.profile.sex ?? null;
    return {
      ageSpan: Math.max(...ages) - Math.min(...ages),
      sameSex: sex !== null && tickets.every(({ profile }) => profile.sex === sex),
      widened: tickets.filter((ticket) => isWider(this.#effective(ticket), ticket.criteria)).map(({ user }) =>
        user.id
      ),
    };
  }

  #forget(id: TicketId): void {
    const user = this.userOf(id);
    if (user) this.#byUser.delete(user);
    this.#tickets.delete(id);
  }
}

/** The order of waiting. */
export function byWaiting(a: OpenTicket, b: OpenTicket): number {
  if (a.since !== b.since) return a.since < b.since ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function partyOf({ id, user, profile, criteria, since, apart }: OpenTicket): Party {
  const nobody: ReadonlySet<UserId> = new Set();
  const person = {
    user: user.id,
    ...profile,
    wish: criteria,
    apart: new Set(apart),
    met: nobody,
    again: nobody,
  };
  return { ticket: id, people: [person], seat: false, since: Date.parse(since) };
}

function isWider(effective: Criteria, asked: Criteria): boolean {
  return effective.age !== asked.age || effective.sex !== asked.sex;
}
