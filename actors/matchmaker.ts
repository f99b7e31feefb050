// The matchmaker actor: places, withdraws and widens tickets, and forms trios. A ticket is stored before anyone is told
// of it, and a trio exists once the store has closed its three tickets in one transaction.

import type { NewGroup, OpenTicket, Store } from "../db/store.ts";
import { type Cancel, type Clock, dayOf, instantOf } from "./clock.ts";
import type { Hub } from "./hub.ts";
import { Mailbox, type Turn, turnMs } from "./mailbox.ts";
import { formedGroup, formedMessage } from "./matchmaker/formed.ts";
import { byWaiting, type Match, WaitingRoom } from "./matchmaker/room.ts";
import type { Criteria, GroupId, MessageId, Ticket, TicketId, UserId } from "./protocol.ts";
import type { Report } from "./report.ts";
import { groupView } from "./view.ts";

export type MatchmakerCommand =
  | { readonly type: "place"; readonly user: UserId; readonly criteria: Criteria }
  | { readonly type: "withdraw"; readonly user: UserId }
  | { readonly type: "look"; readonly user: UserId }
  /** These users are not together in a group any more. */
  | { readonly type: "parted"; readonly users: readonly UserId[] }
  /** Tickets have widened, people had a birthday, or the process has just started or failed. */
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

/** Commands that may wait for the matchmaker. */
const mailboxCapacity = 10_000;
/** Between two looks whether something has fallen due: one timer for all tickets. */
const dueCheckMs = 250;
/** After a fault the room is loaded again no sooner than this. */
const recoverMs = 1_000;

export class Matchmaker {
  readonly #deps: MatchmakerDeps;
  readonly #mailbox: Mailbox<MatchmakerCommand, MatchmakerAnswer>;
  readonly #stopDueCheck: Cancel;
  #room: WaitingRoom | null = null;
  #recoverAt = 0;

  constructor(deps: MatchmakerDeps) {
    this.#deps = deps;
    this.#mailbox = new Mailbox({
      handle: (run, turn) => Promise.all(run.map((command) => this.#handle(command, turn))),
      failed: (command, error) => this.#failed(command, error),
      capacity: mailboxCapacity,
    });
    this.#stopDueCheck = deps.clock.every(dueCheckMs, () => {
      this.#mailbox.watch(deps.clock.now(), turnMs);
      if (this.#mailbox.idle && this.#isDue()) void this.ask({ type: "review" });
    });
  }

  /** Never rejects. */
  ask(command: MatchmakerCommand): Promise<MatchmakerAnswer> {
    return this.#mailbox.ask(command);
  }

  stop(): Promise<void> {
    this.#stopDueCheck();
    return this.#mailbox.stop();
  }

  async #handle(command: MatchmakerCommand, turn: Turn): Promise<MatchmakerAnswer> {
    const room = this.#room ?? await this.#load(turn);
    switch (command.type) {
      case "place":
        return await this.#place(room, command, turn);
      case "withdraw":
        return await this.#withdraw(room, command.user, turn);
      case "look":
        return this.#ticketOf(room, command.user);
      case "parted":
        return await this.#parted(room, command.users, turn);
      case "review":
        return await this.#review(room, turn);
    }
  }

  async #place(
    room: WaitingRoom,
    { user, criteria }: MatchmakerCommand & { type: "place" },
    turn: Turn,
  ): Promise<MatchmakerAnswer> {
    const { store, newId } = this.#deps;
    const ticket = await store.placeTicket({ id: newId() as TicketId, user, criteria, at: this.#now() });
    assertGoesOn(turn);
    if (typeof ticket === "string") return { type: "refused", code: ticket };
    room.put(ticket, this.#nowMs());
    this.#tellTicket(room, user);
    const placed = this.#ticketOf(room, user);
    try {
      await this.#complete(room, ticket.id, turn);
    } catch (error) {
      // The ticket is stored whatever becomes of the search, which is made up for by a review.
      this.#drop("searching a trio", error);
      return placed;
    }
    return this.#ticketOf(this.#room ?? room, user);
  }

  async #withdraw(room: WaitingRoom, user: UserId, turn: Turn): Promise<MatchmakerAnswer> {
    const withdrawn = await this.#deps.store.withdrawTicket(user, this.#now());
    assertGoesOn(turn);
    room.remove(user);
    if (withdrawn) this.#tellTicket(room, user);
    return this.#ticketOf(room, user);
  }

  async #parted(room: WaitingRoom, users: readonly UserId[], turn: Turn): Promise<MatchmakerAnswer> {
    const concerned = users.filter((user) => room.ticketOf(user));
    if (concerned.length < 2) return nothing;
    for (const user of concerned) {
      const ticket = await this.#deps.store.openTicket(user);
      assertGoesOn(turn);
      if (ticket) room.put(ticket, this.#nowMs());
      else room.remove(user);
    }
    for (const user of concerned) {
      const ticket = (this.#room ?? room).ticketOf(user);
      if (ticket) await this.#complete(this.#room ?? room, ticket.id, turn);
    }
    return nothing;
  }

  async #review(room: WaitingRoom, turn: Turn): Promise<MatchmakerAnswer> {
    for (const ticket of room.dayChanged(this.#nowMs())) await this.#complete(room, ticket, turn);
    for (let widened = room.due(this.#nowMs()); widened; widened = room.due(this.#nowMs())) {
      const user = room.userOf(widened.ticket);
      if (widened.wider && user) this.#tellTicket(room, user);
      await this.#complete(room, widened.ticket, turn);
      if (this.#room !== room) return nothing;
    }
    return nothing;
  }

  /** Forms the group that this ticket completes, if there is one. */
  async #complete(room: WaitingRoom, ticket: TicketId, turn: Turn): Promise<void> {
    const match = room.complete(ticket);
    if (!match || await this.#form(room, match, turn)) return;
    // The world has moved on since the tickets were copied: load them again, which forms what is possible.
    this.#room = null;
    await this.#load(turn);
  }

  async #form(room: WaitingRoom, match: Match, turn: Turn): Promise<boolean> {
    const { store, newId } = this.#deps;
    const members = [...match.tickets].sort(byWaiting);
    const group: NewGroup = {
      id: newId() as GroupId,
      messageId: newId() as MessageId,
      at: this.#now(),
      why: match.why,
      tickets: members.map(({ id, user }) => ({ id, user: user.id })),
    };
    const formed = await store.formGroup(group);
    assertGoesOn(turn);
    if (!formed) return false;
    room.take(match, this.#nowMs());
    this.#tellGroup(group, members);
    return true;
  }

  /** Reads every open ticket and forms the groups that are possible among them. */
  async #load(turn: Turn): Promise<WaitingRoom> {
    const room = new WaitingRoom(await this.#deps.store.openTickets(), this.#nowMs());
    assertGoesOn(turn);
    for (const ticket of room.all) {
      const match = room.complete(ticket);
      if (match && !await this.#form(room, match, turn)) {
        throw new Error("The store refused a group of the tickets that it had just named");
      }
    }
    this.#room = room;
    return room;
  }

  #tellGroup(group: NewGroup, members: readonly OpenTicket[]): void {
    const { hub, clock } = this.#deps;
    const message = formedMessage(group);
    const now = { day: dayOf(clock.now()), isOnline: (user: UserId) => hub.isOnline(user) };
    const users = members.map(({ user }) => user.id);
    hub.deliver(users, { type: "group", group: groupView(formedGroup(group, members, message), now) });
    hub.deliver(users, { type: "message", group: group.id, message });
    hub.deliver(users, { type: "ticket", ticket: null });
  }

  #tellTicket(room: WaitingRoom, user: UserId): void {
    this.#deps.hub.deliver([user], { type: "ticket", ticket: room.view(user, this.#nowMs()) });
  }

  #ticketOf(room: WaitingRoom, user: UserId): MatchmakerAnswer {
    return { type: "ticket", ticket: room.view(user, this.#nowMs()) };
  }

  #isDue(): boolean {
    const now = this.#nowMs();
    return this.#room ? this.#room.isDue(now) : now >= this.#recoverAt;
  }

  #failed(command: MatchmakerCommand, error: unknown): MatchmakerAnswer {
    this.#drop(`"${command.type}"`, error);
    return { type: "refused", code: "unavailable" };
  }

  /** After a fault the room may be wrong and a trio may be left unformed: it is loaded again. */
  #drop(what: string, error: unknown): void {
    this.#room = null;
    this.#recoverAt = this.#nowMs() + recoverMs;
    this.#deps.report(`Matchmaker: ${what} failed`, error);
  }

  #nowMs(): number {
    return this.#deps.clock.now();
  }

  #now(): string {
    return instantOf(this.#nowMs());
  }
}

const nothing: MatchmakerAnswer = { type: "ticket", ticket: null };

/** A turn that was given up must not go on in memory that others have begun to use. */
function assertGoesOn(turn: Turn): void {
  if (turn.isOver) throw new Error("The turn was given up meanwhile");
}
