// The waiting pool: who waits, and the trios that form. A ticket is stored before anyone is told of it, and a trio
// exists once the store has closed its three tickets in one transaction. Memory is only a copy of the open tickets.

import type { NewGroup, OpenTicket, Store, StoredGroup } from "../db/store.ts";
import { type Cancel, type Clock, dayOf, instantOf } from "./clock.ts";
import type { Hub } from "./hub.ts";
import { Mailbox } from "./mailbox.ts";
import { type Candidate, findTrio, type Trio } from "./matching.ts";
import type { Criteria, FormedMessage, GroupId, MessageId, Ticket, TicketId, UserId } from "./protocol.ts";
import type { Report } from "./report.ts";
import { groupView, ticketView } from "./view.ts";

export type MatchmakerCommand =
  | { readonly type: "place"; readonly user: UserId; readonly criteria: Criteria }
  | { readonly type: "withdraw"; readonly user: UserId }
  | { readonly type: "look"; readonly user: UserId }
  /** These users are not together in a group any more. */
  | { readonly type: "parted"; readonly users: readonly UserId[] }
  /** Ages have changed, or the process has just started: anyone may fit anyone. */
  | { readonly type: "review" };

export type MatchmakerAnswer =
  | { readonly type: "ticket"; readonly ticket: Ticket | null }
  | { readonly type: "refused"; readonly code: "profile_required" | "sex_undisclosed" | "unavailable" };

export interface MatchmakerDeps {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly report: Report;
}

/** A user in the pool: what matching needs, and the ticket it comes from. */
interface Waiting extends Candidate {
  readonly ticket: OpenTicket;
}
/** In the order of waiting: the longest first. */
type Pool = Map<UserId, Waiting>;

/** Commands that may wait for the matchmaker. */
const mailboxCapacity = 10_000;
/** How often the pool looks whether a UTC day has begun, on which ages may change. */
const dayCheckMs = 1_000;

export class Matchmaker {
  readonly #deps: MatchmakerDeps;
  readonly #mailbox: Mailbox<MatchmakerCommand, MatchmakerAnswer>;
  readonly #stopDayCheck: Cancel;
  #pool: Pool | null = null;
  #reviewedDay = "";

  constructor(deps: MatchmakerDeps) {
    this.#deps = deps;
    this.#mailbox = new Mailbox({
      handle: (command) => this.#handle(command),
      failed: (command, error) => this.#failed(command, error),
      capacity: mailboxCapacity,
    });
    this.#stopDayCheck = deps.clock.every(dayCheckMs, () => {
      if (this.#reviewedDay !== this.#day() && this.#mailbox.idle) this.ask({ type: "review" });
    });
  }

  ask(command: MatchmakerCommand): Promise<MatchmakerAnswer> {
    return this.#mailbox.ask(command);
  }

  stop(): Promise<void> {
    this.#stopDayCheck();
    return this.#mailbox.stop();
  }

  async #handle(command: MatchmakerCommand): Promise<MatchmakerAnswer> {
    const pool = this.#pool ??= await this.#load();
    switch (command.type) {
      case "place":
        return await this.#place(pool, command.user, command.criteria);
      case "withdraw":
        return await this.#withdraw(pool, command.user);
      case "look":
        return this.#ticketOf(command.user);
      case "parted":
        return await this.#parted(pool, command.users);
      case "review":
        return await this.#review();
    }
  }

  async #place(pool: Pool, user: UserId, criteria: Criteria): Promise<MatchmakerAnswer> {
    const { store, newId } = this.#deps;
    const ticket = await store.placeTicket({ id: newId() as TicketId, user, criteria, at: this.#now() });
    if (typeof ticket === "string") return { type: "refused", code: ticket };
    pool.set(user, waiting(ticket));
    this.#tellTicket(user);
    const placed = this.#ticketOf(user);
    try {
      await this.#complete(user);
    } catch (error) {
      // The ticket is stored whatever becomes of the search, which is made up for by a review.
      this.#drop("searching a trio", error);
      return placed;
    }
    return this.#ticketOf(user);
  }

  async #withdraw(pool: Pool, user: UserId): Promise<MatchmakerAnswer> {
    const withdrawn = await this.#deps.store.withdrawTicket(user, this.#now());
    pool.delete(user);
    if (withdrawn) this.#tellTicket(user);
    return this.#ticketOf(user);
  }

  async #parted(pool: Pool, users: readonly UserId[]): Promise<MatchmakerAnswer> {
    const concerned = users.filter((user) => pool.has(user));
    if (concerned.length < 2) return { type: "ticket", ticket: null };
    for (const user of concerned) {
      const ticket = await this.#deps.store.openTicket(user);
      if (ticket) pool.set(user, waiting(ticket));
      else pool.delete(user);
    }
    for (const user of concerned) await this.#complete(user);
    return { type: "ticket", ticket: null };
  }

  async #review(): Promise<MatchmakerAnswer> {
    const day = this.#day();
    for (const user of [...this.#pool?.keys() ?? []]) await this.#complete(user);
    this.#reviewedDay = day;
    return { type: "ticket", ticket: null };
  }

  /** Forms the trio that this user's ticket completes, if there is one. */
  async #complete(user: UserId): Promise<void> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const pool = this.#pool ??= await this.#load();
      const changed = pool.get(user);
      const trio = changed && findTrio(pool.values(), changed, this.#day());
      if (!trio || await this.#form(pool, trio)) return;
      // The world has moved on since the pool was copied: look again with what is stored now.
      this.#pool = null;
    }
    throw new Error("The store refused a trio of the tickets that it had just named");
  }

  async #form(pool: Pool, trio: Trio<Waiting>): Promise<boolean> {
    const { store, newId } = this.#deps;
    const members = trio.map(({ ticket }) => ticket).sort(byAge);
    const group: NewGroup = {
      id: newId() as GroupId,
      messageId: newId() as MessageId,
      at: this.#now(),
      tickets: members.map(({ id, user }) => ({ id, user: user.id })),
    };
    if (!await store.formGroup(group)) return false;
    for (const { user } of members) pool.delete(user.id);
    this.#tellGroup(group, members);
    return true;
  }

  #tellGroup(group: NewGroup, members: readonly OpenTicket[]): void {
    const { hub, clock } = this.#deps;
    const message = formedMessage(group);
    const now = { day: dayOf(clock.now()), isOnline: (user: UserId) => hub.isOnline(user) };
    const view = groupView(formedGroup(group, members, message), now);
    const users = members.map(({ user }) => user.id);
    hub.deliver(users, { type: "group", group: view });
    hub.deliver(users, { type: "message", group: group.id, message });
    hub.deliver(users, { type: "ticket", ticket: null });
  }

  #tellTicket(user: UserId): void {
    this.#deps.hub.deliver([user], { type: "ticket", ticket: this.#view(user) });
  }

  #ticketOf(user: UserId): MatchmakerAnswer {
    return { type: "ticket", ticket: this.#view(user) };
  }

  #view(user: UserId): Ticket | null {
    const found = this.#pool?.get(user);
    return found && this.#pool ? ticketView(found.ticket, this.#pool.size) : null;
  }

  async #load(): Promise<Pool> {
    const tickets = await this.#deps.store.openTickets();
    return new Map(tickets.map((ticket) => [ticket.user.id, waiting(ticket)]));
  }

  #failed(command: MatchmakerCommand, error: unknown): MatchmakerAnswer {
    this.#drop(`"${command.type}"`, error);
    return { type: "refused", code: "unavailable" };
  }

  /** After a fault the pool may be wrong and a trio may be left unformed: it is loaded again and reviewed. */
  #drop(what: string, error: unknown): void {
    this.#pool = null;
    this.#reviewedDay = "";
    this.#deps.report(`Matchmaker: ${what} failed`, error);
  }

  #day(): string {
    return dayOf(this.#deps.clock.now());
  }

  #now(): string {
    return instantOf(this.#deps.clock.now());
  }
}

function waiting(ticket: OpenTicket): Waiting {
  const { user, profile, criteria, apart } = ticket;
  return { user: user.id, ...profile, criteria, apart: new Set(apart), ticket };
}

function byAge(a: OpenTicket, b: OpenTicket): number {
  return a.since === b.since ? (a.id < b.id ? -1 : 1) : a.since < b.since ? -1 : 1;
}

function formedMessage({ messageId, at, tickets }: NewGroup): FormedMessage {
  return { seq: 1, kind: "formed", id: messageId, by: null, at, members: tickets.map(({ user }) => user) };
}

function formedGroup(group: NewGroup, tickets: readonly OpenTicket[], message: FormedMessage): StoredGroup {
  const start = { firstSeq: 1, readSeq: 0 };
  return {
    id: group.id,
    name: tickets.map(({ user }) => user.username).join(", "),
    members: tickets.map(({ user, profile }) => ({ ...user, profile, ...start, leftAt: null })),
    formedAt: group.at,
    ...start,
    lastSeq: 1,
    unread: 0,
    last: message,
  };
}
