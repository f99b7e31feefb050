// The pool of open tickets. Between two events no trio is possible in it, if each ticket that an
// event has changed is given to `complete` and the trio that comes of it to `take`. Deterministic:
// the same calls give the same trios.

import { ageOn } from "../../protocol/age.ts";
import type { Criteria, Day, TicketId, UserId } from "../../protocol/domain.ts";
import { UserIndex } from "./index/user_index.ts";
import { ClassIndex } from "./index/class_index.ts";
import { noColours } from "./index/colours.ts";
import { DueHeap } from "./index/due_heap.ts";
import { byWaiting, type Entry, forbidden, relation, setPeople } from "./entry.ts";
import { linkRematches, unlinkRematches } from "./search/rematches.ts";
import { type Hint, hintsFor } from "./forecast/hints.ts";
import { defaultTerms, type Party, type Person, type Terms, type Trio } from "./party.ts";
import { attributesAt, mayMeetAgain, nextDueAt } from "./forecast/relaxation.ts";
import { Search } from "./search/search.ts";
import { areJoinable, type MatchAttributes, matchClassOf } from "./index/match_class.ts";
import { EntryPool } from "./index/entry_pool.ts";
import { type Seeker, WaitStats } from "./forecast/wait_stats.ts";

/** A ticket whose time had come. */
export interface Widened {
  readonly ticket: TicketId;
  /**
   * Whether what it accepts is wider now; false: it may meet known faces, and nothing else has
   * changed.
   */
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
  readonly #withRematches = new Set<Entry>();
  readonly #waits = new WaitStats();
  readonly #search: Search;
  readonly #entryPool: EntryPool;
  #day: Day;

  /** `day`: the UTC day on which ages are reckoned, until `dayChanged`. */
  constructor(day: Day, terms: Terms = defaultTerms) {
    this.#day = day;
    this.#terms = terms;
    this.#entryPool = new EntryPool(terms);
    this.#search = new Search({ index: this.#index, withRematches: this.#withRematches, terms });
  }

  /**
   * How many people wait with a ticket of their own: who is in a group with an open seat alone is
   * not counted.
   */
  get size(): number {
    return this.#users.size;
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
   * Puts a ticket in, as widened by now, in the place of what it was before; then `complete` is
   * due. Throws when one of its people waits with another ticket; beside that one may be in open
   * seats.
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
    this.#index.add(entry);
    this.#heap.set(entry, nextDueAt(entry, now, this.#terms));
    if (entry.hasRelations) {
      linkRematches(entry, (user) => this.#users.of(user), this.#withRematches);
    }
  }

  /** False when it was not in the pool. */
  remove(ticket: TicketId): boolean {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return false;
    this.#leave(entry);
    this.#entryPool.giveBack(entry);
    return true;
  }

  /**
   * The best trio that a ticket makes with others of the pool; null: none, or not in the pool.
   * Takes nothing out.
   */
  complete(ticket: TicketId): Trio | null {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return null;
    const trio = this.#search.find(entry, null);
    if (trio === null) {
      this.#index.queueOf(entry.matchClass)?.recolour(entry, this.#search.freeColours());
    }
    return trio;
  }

  /** Takes the tickets of a trio that was formed out, and remembers how long they waited. */
  take(trio: Trio, now: number): void {
    for (const ticket of trio) {
      const entry = this.#byTicket.get(ticket);
      if (entry === undefined) {
        throw new Error(`Ticket "${ticket}" is not in the pool; take only what waits`);
      }
      for (let at = 0; at < entry.people.length; at++) {
        this.#waits.record(seekerAt(entry, at), now - entry.since, now);
      }
      this.remove(ticket);
    }
  }

  /** When the next ticket widens; null: none will. */
  get nextDue(): number | null {
    return this.#heap.earliest?.dueAt ?? null;
  }

  /**
   * Widens the one ticket whose time came first; then `complete` is due, before the next. Null: no
   * time has come.
   */
  due(now: number): Widened | null {
    const entry = this.#heap.earliest;
    if (entry === null || entry.dueAt > now) return null;
    const before = entry.attributes;
    entry.attributes = attributesAt(entry, this.#day, now);
    entry.mayMeetAgain = mayMeetAgain(entry.since, now, this.#terms);
    this.#reclass(entry);
    this.#heap.set(entry, nextDueAt(entry, now, this.#terms));
    return {
      ticket: entry.ticket,
      wider: entry.attributes.some((one, at) => areCriteriaNew(one, before[at])),
    };
  }

  /**
   * Reckons all ages anew; gives the tickets whose people had a birthday, in the order of waiting:
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
      changed.push(entry);
    }
    return changed.sort(byWaiting).map(({ ticket }) => ticket);
  }

  /**
   * The two may not be together from now on, with whatever ticket or seat: a block, or a group in
   * common. When that is over, the tickets of both are to be added anew.
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
    return a !== undefined && b !== undefined && areJoinable(a.matchClass, b.matchClass) &&
      relation(a, b, this.#terms) !== forbidden;
  }

  /**
   * How long people like these waited lately, in seconds, from the moment they asked; null: fewer
   * than 5 are known.
   */
  estimate(ticket: TicketId, now: number): number | null {
    const entry = this.#byTicket.get(ticket);
    const ms = entry ? this.#estimateMs(entry, now, (same) => same) : null;
    return ms === null ? null : Math.ceil(ms / 1_000);
  }

  /** At most two changes to its criteria that would help, found by asking the pool. */
  hints(ticket: TicketId, now: number): Hint[] {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return [];
    return hintsFor(entry.attributes.map(({ criteria }) => criteria), {
      waitMs: (change) => {
        const attributes = entry.attributes.map((attribute) => ({
          ...attribute,
          criteria: change(attribute.criteria),
        }));
        const changed: Entry = {
          ...entry,
          attributes,
          matchClass: matchClassOf(attributes, entry.seat),
        };
        if (this.#search.find(changed, entry) !== null) return 0;
        return this.#estimateMs(entry, now, change);
      },
    });
  }

  #leave(entry: Entry): void {
    this.#byTicket.delete(entry.ticket);
    this.#users.remove(entry);
    this.#index.remove(entry);
    this.#heap.set(entry, null);
    if (entry.rematches.length > 0) unlinkRematches(entry, this.#withRematches);
  }

  #reclass(entry: Entry): void {
    this.#index.remove(entry);
    entry.matchClass = matchClassOf(entry.attributes, entry.seat);
    entry.colours = noColours;
    this.#index.add(entry);
  }

  #keepFrom(user: UserId, other: UserId): void {
    for (const entry of this.#users.of(user)) {
      const [first, ...rest] = entry.people.map((person): Person =>
        person.user === user ? { ...person, apart: new Set(person.apart).add(other) } : person
      );
      if (first) setPeople(entry, [first, ...rest]);
    }
  }

  #estimateMs(entry: Entry, now: number, change: (criteria: Criteria) => Criteria): number | null {
    let longest = 0;
    for (let at = 0; at < entry.people.length; at++) {
      const seeker = seekerAt(entry, at);
      const ms = this.#waits.estimateMs({ ...seeker, criteria: change(seeker.criteria) }, now);
      if (ms === null) return null;
      longest = Math.max(longest, ms);
    }
    return longest;
  }
}

function seekerAt({ people, attributes }: Entry, at: number): Seeker {
  const [person, attribute] = [people[at], attributes[at]];
  if (!person || !attribute) {
    throw new Error(`Ticket has ${people.length} people, and none at ${at}`);
  }
  return {
    age: attribute.age,
    sex: person.sex,
    criteria: person.criteria,
    inPair: people.length > 1,
  };
}

function areCriteriaNew(
  { criteria }: MatchAttributes,
  before: MatchAttributes | undefined,
): boolean {
  return criteria.age !== before?.criteria.age || criteria.sex !== before.criteria.sex;
}
