// The open tickets and seats as the store gave them, and the pool that finds trios among them. All
// of it is a copy, which can be thrown away and loaded again at any time.

import type { Told } from "../../db/store/sleep.ts";
import type { OpenTicket, Seeker } from "../../db/store/tickets.ts";
import { asHeld, letsBotsIn } from "../../protocol/bot_company.ts";
import { dayOf } from "../../protocol/clock.ts";
import { defaultTerms, type Party, type Person, type Trio } from "../matching/party.ts";
import type { WaitStats } from "../matching/forecast/wait_stats.ts";
import { Pool } from "../matching/pool.ts";
import type {
  Criteria,
  Day,
  GroupId,
  Instant,
  Ticket,
  TicketId,
  UserId,
  Why,
} from "../../protocol/domain.ts";
import { commonLanguages, interestKey, sharedInterests } from "../../protocol/self_description.ts";
import type { WaitingCount } from "../runtime/actor_measures.ts";
import type { HintPace } from "./hint_pace.ts";
import type { AlonePace } from "./alone_pace.ts";
import { peopleOf } from "./formed_group.ts";

/** Tickets whose people are three, in the order of waiting; one of them may be a seat. */
export interface Match {
  readonly trio: Trio;
  readonly tickets: readonly OpenTicket[];
  readonly why: Why;
}

/** Time between two looks at those who may not be told yet that they are alone, or no more. */
const aloneCheckMs = 5_000;

export class TicketPool {
  readonly #pool: Pool;
  readonly #tickets = new Map<TicketId, OpenTicket>();
  readonly #seats = new Map<GroupId, TicketId>();
  readonly #nobody: ReadonlySet<UserId> = new Set();
  readonly #hintPace: HintPace;
  readonly #alonePace: AlonePace;
  /** By ticket: what `alone` is, in the store, and as its people were told. */
  readonly #alone = new Map<TicketId, { alone: boolean; stored: boolean; told: boolean }>();
  /** Tickets whose `alone` is to be stored or told. */
  readonly #aloneChanged = new Set<TicketId>();
  /** Tickets whose people may not be told yet how it is. */
  readonly #aloneLate = new Set<TicketId>();
  #aloneDueAt = Infinity;
  #day: Day;

  constructor({ now, creditMs, hintPace, alonePace, waits }: {
    readonly now: number;
    readonly creditMs: number;
    readonly hintPace: HintPace;
    readonly alonePace: AlonePace;
    readonly waits: WaitStats;
  }) {
    this.#hintPace = hintPace;
    this.#alonePace = alonePace;
    this.#day = dayOf(now);
    this.#pool = new Pool(this.#day, { ...defaultTerms, creditMs }, waits);
  }

  get waiting(): WaitingCount {
    const seats = this.#seats.size;
    return { tickets: this.#tickets.size - seats, people: this.#pool.people, seats };
  }

  /** Every ticket and seat, the longest-waiting first. */
  get all(): TicketId[] {
    return [...this.#tickets.values()].sort(byWaiting).map(({ id }) => id);
  }

  /** The tickets whose users have no ticket of their own in the other pool. */
  missingIn(other: TicketPool): OpenTicket[] {
    const waits = ({ user }: Seeker) => other.#pool.ticketOf(user.id) !== null;
    return [...this.#tickets.values()].filter(({ seat, seekers }) =>
      seat === null && !seekers.some(waits)
    );
  }

  /** The seats of groups that have none in the other pool. */
  seatsMissingIn(other: TicketPool): OpenTicket[] {
    return [...this.#seats].flatMap(([group, id]) =>
      other.#seats.has(group) ? [] : this.#tickets.get(id) ?? []
    );
  }

  /**
   * Replaces what the ticket was before, and the tickets that its users cannot have beside it. One
   * that sleeps is not put in.
   */
  put(ticket: OpenTicket, now: number): void {
    for (const rival of this.#rivals(ticket)) if (rival !== ticket.id) this.remove(rival);
    if (ticket.asleep) this.remove(ticket.id);
    else this.#enter(ticket, now);
  }

  remove(id: TicketId): void {
    this.#pool.remove(id);
    this.#forget(id);
  }

  /** Takes the user's own ticket out, which may be a partner's, too. */
  withdraw(user: UserId): void {
    const id = this.#pool.ticketOf(user);
    if (id !== null) this.remove(id);
  }

  seatOf(group: GroupId): OpenTicket | null {
    return this.#tickets.get(this.#seats.get(group) ?? "" as TicketId) ?? null;
  }

  closeSeat(group: GroupId): void {
    const id = this.#seats.get(group);
    if (id !== undefined) this.remove(id);
  }

  has(ticket: TicketId): boolean {
    return this.#tickets.has(ticket);
  }

  /** The user's own ticket and the open seats that they are in. */
  ticketsOf(user: UserId): OpenTicket[] {
    return this.#pool.ticketsOf(user).flatMap((id) => this.#tickets.get(id) ?? []);
  }

  /** The users whose own ticket this is; nobody when it is a seat. */
  ownersOf(ticket: TicketId): UserId[] {
    const found = this.#tickets.get(ticket);
    return !found || found.seat !== null ? [] : found.seekers.map(({ user }) => user.id);
  }

  /** The users of the user's own ticket, the user included; nobody when none is open. */
  coMembersOf(user: UserId): UserId[] {
    const id = this.#pool.ticketOf(user);
    return id === null ? [] : this.ownersOf(id);
  }

  /** Whether the user has a ticket of their own. */
  isWaiting(user: UserId): boolean {
    return this.#pool.ticketOf(user) !== null;
  }

  /**
   * The user's own ticket as they are shown it; null when none is open. `withHints`: looks what
   * would help, if it is time for it.
   */
  view(user: UserId, now: number, withHints: boolean): Ticket | null {
    const ticket = this.#ownTicket(user);
    const mine = ticket?.seekers.find((seeker) => seeker.user.id === user);
    if (!ticket || !mine) return null;
    const { id, since, seekers } = ticket;
    const found = withHints
      ? this.#hintPace.hints(user, now, () => this.#pool.hints(id, now))
      : this.#hintPace.known(user);
    // Who has let bots in can do no more: it is the partner's to ask.
    const hints = letsBotsIn(mine) ? found.filter((hint) => !("bots" in hint)) : found;
    const partner = seekers.find((seeker) => seeker !== mine);
    const { wokenAt } = ticket;
    return {
      id,
      criteria: mine.criteria,
      effective: asHeld(this.#standing(id, user)?.effective ?? mine.criteria, seekers),
      since,
      asleep: false,
      ...(wokenAt !== null && { wokenAt }),
      alone: this.#tellAlone(id),
      waiting: seekers.every(letsBotsIn) ? this.#pool.size : this.#pool.people,
      estimate: this.#pool.estimate(id, now),
      ...(hints.length > 0 && { hints }),
      ...(partner && { with: partner.user }),
    };
  }

  /**
   * Looks whether those are alone who came in, for whom it may have changed, or for whom it is time
   * by now.
   */
  lookWhoIsAlone(now: number): void {
    const ids = new Set(this.#pool.takeAloneChanged());
    if (now >= this.#aloneDueAt) {
      for (const id of this.#aloneLate) ids.add(id);
      this.#aloneLate.clear();
      this.#aloneDueAt = Infinity;
    }
    for (const id of ids) this.#lookIfAlone(id, now);
  }

  /** The tickets whose `alone` the store or their people may not have as it is now. */
  takeAloneChanges(): readonly Told[] {
    const changes = [...this.#aloneChanged].flatMap((id) => {
      const known = this.#alone.get(id);
      if (known === undefined) return [];
      known.stored = known.alone;
      return [{ id, alone: known.alone }];
    });
    this.#aloneChanged.clear();
    return changes;
  }

  /** Whether the people of a ticket were told last whether they are alone, as it is now. */
  isAloneTold(ticket: TicketId): boolean {
    const known = this.#alone.get(ticket);
    return known !== undefined && known.told === known.alone;
  }

  /** As `isAloneTold`, of the user's own ticket. */
  isAloneToldTo(user: UserId): boolean {
    const ticket = this.#pool.ticketOf(user);
    return ticket === null || this.isAloneTold(ticket);
  }

  #lookIfAlone(id: TicketId, now: number): void {
    const [ticket, known] = [this.#tickets.get(id), this.#alone.get(id)];
    if (ticket === undefined || known === undefined) return;
    const isAlone = this.#pool.isAlone(id);
    const users = this.ownersOf(id);
    known.alone = this.#alonePace.look({ users, wish: wishOf(ticket), now, isAlone });
    if (known.alone !== known.stored || known.alone !== known.told) this.#aloneChanged.add(id);
    if (known.alone === isAlone) return;
    this.#aloneLate.add(id);
    this.#aloneDueAt = Math.min(this.#aloneDueAt, now + aloneCheckMs);
  }

  #tellAlone(ticket: TicketId): boolean {
    const known = this.#alone.get(ticket);
    if (known === undefined) return false;
    known.told = known.alone;
    return known.alone;
  }

  /** The best trio that a ticket completes; null: none. Takes nothing out. */
  complete(ticket: TicketId): Match | null {
    const trio = this.#pool.complete(ticket);
    if (!trio) return null;
    const tickets = trio.flatMap((id) => this.#tickets.get(id) ?? []);
    return { trio, tickets, why: this.#why(tickets) };
  }

  /** Takes the tickets of a match out, which are being used for a group. */
  take({ trio }: Match, now: number): void {
    this.#pool.take(trio, now);
    for (const id of trio) this.#forget(id);
  }

  /** No two of these users may be together from now on, with whatever ticket or seat. */
  keepApart(users: readonly UserId[]): void {
    for (const [at, one] of users.entries()) {
      for (const other of users.slice(0, at)) this.#pool.keepApart(one, other);
    }
  }

  /** Widens the ticket that was due first; null: none is due. */
  due(now: number): { ticket: TicketId; wider: boolean } | null {
    return this.#pool.due(now);
  }

  /** Whether something is due: a widening, a look who is alone, or a new day. */
  isDue(now: number): boolean {
    return (this.#pool.nextDue ?? Infinity) <= now || this.#aloneDueAt <= now ||
      dayOf(now) !== this.#day;
  }

  /** On a new UTC day: the tickets whose users had a birthday. */
  dayChanged(now: number): readonly TicketId[] {
    if (dayOf(now) === this.#day) return [];
    this.#day = dayOf(now);
    return this.#pool.dayChanged(this.#day);
  }

  /** A ticket that has no rivals here. */
  #enter(ticket: OpenTicket, now: number): void {
    this.#tickets.set(ticket.id, ticket);
    if (ticket.seat !== null) this.#seats.set(ticket.seat, ticket.id);
    else if (!this.#alone.has(ticket.id)) {
      const { alone } = ticket;
      this.#alone.set(ticket.id, { alone: false, stored: alone, told: alone });
    }
    this.#pool.add(this.#partyOf(ticket), now);
    for (const { user, criteria } of ticket.seat === null ? ticket.seekers : []) {
      const others = ticket.seekers.map((seeker) => seeker.user.id);
      this.#hintPace.begin(user.id, JSON.stringify([ticket.id, criteria, others]), now);
    }
  }

  #partyOf({ id, seekers: [first, second], seat, restsUntil, ...ticket }: OpenTicket): Party {
    const one = this.#personOf(first);
    const people = second ? [one, this.#personOf(second)] as const : [one] as const;
    const party = {
      ticket: id,
      people,
      seat: seat !== null,
      since: Date.parse(waitsSince(ticket)),
    };
    return restsUntil === null ? party : { ...party, restsUntil: Date.parse(restsUntil) };
  }

  #personOf({ user, profile, criteria, apart, met, rematchWishes, devices }: Seeker): Person {
    const { birthDate, sex, languages } = profile;
    const interests = profile.interests.map(interestKey);
    const relations = {
      apart: this.#setOf(apart),
      met: this.#setOf(met),
      rematchWishes: this.#setOf(rematchWishes),
    };
    const bot = user.bot === true;
    const person = { user: user.id, bot, birthDate, sex, languages, interests, criteria, devices };
    return { ...person, ...relations };
  }

  /** Most are empty: a set for each would be most of what the pool takes of memory. */
  #setOf(users: readonly UserId[]): ReadonlySet<UserId> {
    return users.length === 0 ? this.#nobody : new Set(users);
  }

  /** The tickets that cannot stand beside this one: of its users, or the same group's seat. */
  #rivals({ seat, seekers }: OpenTicket): TicketId[] {
    if (seat !== null) return [this.#seats.get(seat) ?? []].flat();
    return seekers.flatMap(({ user }) => this.#pool.ticketOf(user.id) ?? []);
  }

  #standing(ticket: TicketId, user: UserId) {
    return this.#pool.look(ticket)?.people.find((member) => member.user === user);
  }

  #ownTicket(user: UserId): OpenTicket | undefined {
    const id = this.#pool.ticketOf(user);
    return id === null ? undefined : this.#tickets.get(id);
  }

  #why(tickets: readonly OpenTicket[]): Why {
    const people = peopleOf(tickets);
    const standings = tickets.flatMap(({ id, seekers }) =>
      seekers.flatMap(({ user }) => this.#standing(id, user.id) ?? [])
    );
    const ages = standings.map(({ age }) => age);
    const profiles = people.map(({ profile }) => profile);
    const sex = profiles[0]?.sex ?? null;
    return {
      ageSpan: Math.max(...ages) - Math.min(...ages),
      sameSex: sex !== null && profiles.every((profile) => profile.sex === sex),
      widened: people
        .filter(({ criteria }, at) => isWider(standings[at]?.effective ?? criteria, criteria))
        .map(({ user }) => user.id),
      languages: commonLanguages(profiles),
      interests: sharedInterests(profiles),
    };
  }

  #forget(id: TicketId): void {
    const seat = this.#tickets.get(id)?.seat ?? null;
    if (seat !== null) this.#seats.delete(seat);
    this.#tickets.delete(id);
    this.#alone.delete(id);
    this.#aloneLate.delete(id);
  }
}

/** What decides whom its people could ever meet. */
function wishOf({ seekers }: OpenTicket): string {
  return JSON.stringify(
    seekers.map(({ user, criteria, profile: { birthDate, sex, languages } }) => [
      user.id,
      [criteria.sex, criteria.age, criteria.widen, criteria.widenSex ?? false, criteria.bots],
      birthDate,
      sex,
      languages,
    ]),
  );
}

/** From when on the wait of a ticket counts: it begins anew when the ticket wakes. */
export function waitsSince({ since, wokenAt }: Pick<OpenTicket, "since" | "wokenAt">): Instant {
  return wokenAt ?? since;
}

/** The order of waiting: below 0 when `a` comes first. */
function byWaiting(a: OpenTicket, b: OpenTicket): number {
  const [one, other] = [waitsSince(a), waitsSince(b)];
  if (one !== other) return one < other ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function isWider(effective: Criteria, asked: Criteria): boolean {
  return effective.age !== asked.age || effective.sex !== asked.sex;
}
