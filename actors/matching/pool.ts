// The pool of open tickets. README.md teaches how matching works; this is where it is put together.
//
// The pool keeps one promise: between two events no trio is possible in it. For that, each ticket
// that an event has changed must be given to `complete`, and the trio that comes of it to `take`.
// The pool is deterministic: the same calls give the same trios.

import { ageOn } from "../../protocol/age.ts";
import type { Criteria, Day, Hint, TicketId, UserId } from "../../protocol/domain.ts";
import { UserIndex } from "./index/user_index.ts";
import { ClassIndex } from "./index/class_index.ts";
import { noColours } from "./index/colours.ts";
import { ReachIndex } from "./index/reach_index.ts";
import { DueHeap } from "./index/due_heap.ts";
import { maskOf } from "./common_ground.ts";
import { byWaiting, type Entry, forbidden, relation, setPeople } from "./entry.ts";
import { linkRematches, unlinkRematches } from "./search/rematches.ts";
import { Forecast } from "./forecast/forecast.ts";
import { defaultTerms, type Party, type Person, type Terms, type Trio } from "./party.ts";
import { attributesAt, mayMeetAgain, nextDueAt } from "./forecast/relaxation.ts";
import { Search } from "./search/search.ts";
import { areJoinable, type MatchAttributes, matchClassOf } from "./index/match_class.ts";
import { WaitStats } from "./forecast/wait_stats.ts";
import { EntryPool } from "./index/entry_pool.ts";

/** A ticket that was due. */
export interface Widened {
  readonly ticket: TicketId;
  /** Whether its criteria are wider now; false: it may meet again whom it met, or has rested. */
  readonly wider: boolean;
}

/** A ticket as it stands in the pool. */
export interface Standing {
  readonly since: number;
  readonly people: readonly {
    readonly user: UserId;
    readonly age: number;
    /** As widened so far. */
    readonly effective: Criteria;
  }[];
}

export class Pool {
  readonly #terms: Terms;
  readonly #index = new ClassIndex();
  readonly #heap = new DueHeap<Entry>(byWaiting);
  readonly #byTicket = new Map<TicketId, Entry>();
  readonly #users = new UserIndex();
  readonly #reach = new ReachIndex();
  readonly #withRematches = new Set<Entry>();
  readonly #search: Search;
  readonly #forecast: Forecast;
  readonly #entryPool: EntryPool;
  #day: Day;

  /** `day`: the UTC day of which the ages are, until `dayChanged`. `waits`: to be added to. */
  constructor(day: Day, terms: Terms = defaultTerms, waits = new WaitStats()) {
    this.#day = day;
    this.#terms = terms;
    this.#entryPool = new EntryPool(terms);
    this.#search = new Search({ index: this.#index, withRematches: this.#withRematches, terms });
    this.#forecast = new Forecast(this.#index, (user) => this.#users.of(user), waits);
  }

  /** How many people wait with a ticket of their own. People in open seats are not counted. */
  get size(): number {
    return this.#users.size;
  }

  /** As `size`, without bots. */
  get people(): number {
    return this.#users.size - this.#users.bots;
  }

  has(ticket: TicketId): boolean {
    return this.#byTicket.has(ticket);
  }

  /** The user's own ticket; null: none. */
  ticketOf(user: UserId): TicketId | null {
    return this.#users.own(user)?.ticket ?? null;
  }

  /** The user's own ticket and the open seats that they are in. */
  ticketsOf(user: UserId): readonly TicketId[] {
    return this.#users.of(user).map(({ ticket }) => ticket);
  }

  /**
   * Puts a ticket in, as widened by now, and replaces what it was before. `complete` it then.
   * Throws when one of its people has another ticket of their own; open seats do not count.
   */
  add(party: Party, now: number): void {
    for (const { user } of party.seat ? [] : party.people) {
      const other = this.#users.own(user)?.ticket ?? party.ticket;
      if (other !== party.ticket) {
        throw new Error(`User "${user}" waits with ticket "${other}"; withdraw it first`);
      }
    }
    this.remove(party.ticket);
    const entry = this.#entryPool.take(party, this.#day, now);
    this.#byTicket.set(entry.ticket, entry);
    this.#users.add(entry);
    this.#reach.add(entry);
    if (entry.restsUntil <= now) this.#activate(entry);
    this.#heap.set(entry, this.#nextDueOf(entry, now));
  }

  /** False when it was not in the pool. */
  remove(ticket: TicketId): boolean {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return false;
    this.#leave(entry);
    this.#entryPool.giveBack(entry);
    return true;
  }

  /** The best trio that a ticket makes; null: none, or not in the pool. Takes nothing out. */
  complete(ticket: TicketId): Trio | null {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined || !entry.isActive) return null;
    const trio = this.#search.find(entry, null);
    if (trio === null) {
      this.#index.queueOf(entry)?.recolour(entry, this.#search.freeColours());
    }
    return trio;
  }

  /** Takes the tickets of a trio out, and remembers how long they waited. */
  take(trio: Trio, now: number): void {
    for (const ticket of trio) {
      const entry = this.#byTicket.get(ticket);
      if (entry === undefined) {
        throw new Error(`Ticket "${ticket}" is not in the pool; take only what waits`);
      }
      this.#forecast.record(entry, now);
      this.remove(ticket);
    }
  }

  /** The next instant at which waiting alone changes a ticket; null: none will change. */
  get nextDue(): number | null {
    return this.#heap.earliest?.dueAt ?? null;
  }

  /** Widens the one ticket that was due first; null: none is due. `complete` it before the next. */
  due(now: number): Widened | null {
    const entry = this.#heap.earliest;
    if (entry === null || entry.dueAt > now) return null;
    const before = entry.attributes;
    entry.attributes = attributesAt(entry, this.#day, now);
    entry.mayMeetAgain = mayMeetAgain(entry.since, now, this.#terms);
    this.#reclass(entry);
    if (!entry.isActive && entry.restsUntil <= now) this.#activate(entry);
    this.#heap.set(entry, this.#nextDueOf(entry, now));
    return {
      ticket: entry.ticket,
      wider: entry.attributes.some((one, at) => areCriteriaNew(one, before[at])),
    };
  }

  /**
   * Computes all ages anew. Gives the tickets whose people had a birthday, in the order of waiting:
   * `complete` each.
   */
  dayChanged(day: Day): readonly TicketId[] {
    this.#day = day;
    const changed: Entry[] = [];
    for (const entry of this.#byTicket.values()) {
      const ages = entry.people.map(({ birthDate }) => ageOn(birthDate, day));
      if (entry.attributes.every(({ age }, at) => age === ages[at])) continue;
      entry.attributes = entry.attributes.map((attribute, at) => ({
        ...attribute,
        age: ages[at] ?? attribute.age,
      }));
      this.#reclass(entry);
      this.#reach.remove(entry);
      this.#reach.add(entry);
      changed.push(entry);
    }
    return changed.sort(byWaiting).map(({ ticket }) => ticket);
  }

  /**
   * The two may not be together from now on, with whatever ticket or seat: by a block, or by a
   * group in common. When that ends, add the tickets of both anew.
   */
  keepApart(one: UserId, other: UserId): void {
    this.#keepFrom(one, other);
    this.#keepFrom(other, one);
  }

  look(ticket: TicketId): Standing | null {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return null;
    const people = entry.attributes.map(({ age, criteria }, at) => ({
      user: entry.people[at]?.user ?? "" as UserId,
      age,
      effective: criteria,
    }));
    return { since: entry.since, people };
  }

  /** Whether two tickets of the pool may be in one trio. */
  mayJoin(one: TicketId, other: TicketId): boolean {
    const [a, b] = [this.#byTicket.get(one), this.#byTicket.get(other)];
    return a !== undefined && b !== undefined && a.isActive && b.isActive &&
      areJoinable(a.matchClass, b.matchClass) && maskOf(a.languages, b.languages) !== 0 &&
      relation(a, b, this.#terms) !== forbidden;
  }

  /** See Forecast.estimate. */
  estimate(ticket: TicketId, now: number): number | null {
    const entry = this.#byTicket.get(ticket);
    return entry === undefined ? null : this.#forecast.estimate(entry, now);
  }

  /** See Forecast.hints. */
  hints(ticket: TicketId, now: number): Hint[] {
    const entry = this.#byTicket.get(ticket);
    return entry === undefined ? [] : this.#forecast.hints(entry, now);
  }

  /**
   * Whether nobody waits whom the people of a ticket could ever meet, however wide the criteria of
   * all become: pair by pair, and as if nobody were kept apart from anybody. One that rests waits.
   */
  isAlone(ticket: TicketId): boolean {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return false;
    const own = new Set(entry.people.flatMap(({ user }) => this.#users.of(user)));
    return this.#reach.isAlone(entry, own);
  }

  /** The tickets of which `isAlone` may have changed since the last call. */
  takeAloneChanged(): readonly TicketId[] {
    return [...this.#reach.takeChanged()].map(({ ticket }) => ticket);
  }

  #leave(entry: Entry): void {
    this.#byTicket.delete(entry.ticket);
    this.#users.remove(entry);
    this.#reach.remove(entry);
    if (entry.isActive) this.#index.remove(entry);
    this.#heap.set(entry, null);
    if (entry.rematches.length > 0) unlinkRematches(entry, this.#withRematches);
  }

  /** From now on searches find it. */
  #activate(entry: Entry): void {
    entry.isActive = true;
    this.#index.add(entry);
    if (entry.hasRelations) {
      linkRematches(entry, (user) => this.#users.of(user), this.#withRematches);
    }
  }

  #nextDueOf(entry: Entry, now: number): number | null {
    const at = nextDueAt(entry, now, this.#terms);
    return entry.isActive ? at : Math.min(at ?? Infinity, entry.restsUntil);
  }

  #reclass(entry: Entry): void {
    if (entry.isActive) this.#index.remove(entry);
    entry.matchClass = matchClassOf(entry.attributes, entry.seat);
    entry.colours = noColours;
    if (entry.isActive) this.#index.add(entry);
  }

  #keepFrom(user: UserId, other: UserId): void {
    for (const entry of this.#users.of(user)) {
      const [first, ...rest] = entry.people.map((person): Person =>
        person.user === user ? { ...person, apart: new Set(person.apart).add(other) } : person
      );
      if (first) setPeople(entry, [first, ...rest]);
    }
  }
}

function areCriteriaNew(
  { criteria }: MatchAttributes,
  before: MatchAttributes | undefined,
): boolean {
  return criteria.age !== before?.criteria.age || criteria.sex !== before.criteria.sex;
}
