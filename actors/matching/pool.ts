// The pool of open tickets. Between two events no trio is possible in it, if each ticket that an event has changed is
// given to `complete` and the trio that comes of it to `take`. Deterministic: the same calls give the same trios.

import { ageOn } from "../age.ts";
import type { Criteria, Day, TicketId, UserId } from "../protocol.ts";
import { ClassIndex } from "./class_index.ts";
import { noColours } from "./colours.ts";
import { DueHeap } from "./due_heap.ts";
import { byWaiting, type Entry, setPeople } from "./entry.ts";
import { befriend, unfriend } from "./friends.ts";
import { type Hint, hintsFor } from "./hints.ts";
import { defaultTerms, type Party, type Person, type Terms, type Trio } from "./party.ts";
import { areFacesOpen, facesAt, makeEntry, nextDueAt } from "./progress.ts";
import { Search } from "./search.ts";
import { type Face, type Shape, shapeOf } from "./shape.ts";
import { type Seeker, Waits } from "./waits.ts";

/** A ticket whose time had come. */
export interface Widened {
  readonly ticket: TicketId;
  /** Whether what it accepts is wider now; false: it may meet known faces, and nothing else has changed. */
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
  readonly #byUser = new Map<UserId, Entry>();
  readonly #befriended = new Set<Entry>();
  readonly #waits = new Waits();
  readonly #search: Search;
  #day: Day;

  /** `day`: the UTC day on which ages are reckoned, until `dayChanged`. */
  constructor(day: Day, terms: Terms = defaultTerms) {
    this.#day = day;
    this.#terms = terms;
    this.#search = new Search({ index: this.#index, befriended: this.#befriended, terms });
  }

  /** How many people wait. */
  get size(): number {
    return this.#byUser.size;
  }

  has(ticket: TicketId): boolean {
    return this.#byTicket.has(ticket);
  }

  /**
   * Puts a ticket in, as widened by now, in the place of what it was before; then `complete` is due.
   * Throws when one of its people waits with another ticket.
   */
  add(party: Party, now: number): void {
    this.remove(party.ticket);
    for (const { user } of party.people) {
      const other = this.#byUser.get(user);
      if (other) throw new Error(`User "${user}" waits with ticket "${other.ticket}"; withdraw it first`);
    }
    const entry = makeEntry(party, this.#day, now, this.#terms);
    this.#byTicket.set(entry.ticket, entry);
    for (const { user } of entry.people) this.#byUser.set(user, entry);
    this.#index.add(entry);
    this.#heap.set(entry, nextDueAt(entry, now, this.#terms));
    befriend(entry, (user) => this.#byUser.get(user));
    if (entry.friends.length === 0) return;
    for (const one of [entry, ...entry.friends]) this.#befriended.add(one);
  }

  /** False when it was not in the pool. */
  remove(ticket: TicketId): boolean {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return false;
    this.#byTicket.delete(ticket);
    for (const { user } of entry.people) this.#byUser.delete(user);
    this.#index.remove(entry);
    this.#heap.set(entry, null);
    if (entry.friends.length === 0) return true;
    this.#befriended.delete(entry);
    for (const friend of unfriend(entry)) {
      if (friend.friends.length === 0) this.#befriended.delete(friend);
    }
    return true;
  }

  /** The best trio that a ticket makes with others of the pool; null: none, or not in the pool. Takes nothing out. */
  complete(ticket: TicketId): Trio | null {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return null;
    const { trio, colours } = this.#search.find(entry, null);
    if (trio === null) this.#index.queueOf(entry.shape)?.recolour(entry, colours);
    return trio;
  }

  /** Takes the tickets of a trio that was formed out, and remembers how long they waited. */
  take(trio: Trio, now: number): void {
    for (const ticket of trio) {
      const entry = this.#byTicket.get(ticket);
      if (entry === undefined) throw new Error(`Ticket "${ticket}" is not in the pool; take only what waits`);
      for (const seeker of this.#seekers(entry)) this.#waits.record(seeker, now - entry.since, now);
      this.remove(ticket);
    }
  }

  /** When the next ticket widens; null: none will. */
  get nextDue(): number | null {
    return this.#heap.earliest?.dueAt ?? null;
  }

  /** Widens the one ticket whose time came first; then `complete` is due, before the next. Null: no time has come. */
  due(now: number): Widened | null {
    const entry = this.#heap.earliest;
    if (entry === null || entry.dueAt > now) return null;
    const before = entry.faces;
    entry.faces = facesAt(entry, this.#day, now);
    entry.facesOpen = areFacesOpen(entry.since, now, this.#terms);
    this.#reclass(entry);
    this.#heap.set(entry, nextDueAt(entry, now, this.#terms));
    return { ticket: entry.ticket, wider: entry.faces.some((one, at) => areCriteriaNew(one, before[at])) };
  }

  /** Reckons all ages anew; gives the tickets whose people had a birthday, in the order of waiting: `complete` each. */
  dayChanged(day: Day): readonly TicketId[] {
    this.#day = day;
    const changed: Entry[] = [];
    for (const entry of this.#byTicket.values()) {
      const ages = entry.people.map(({ birthDate }) => ageOn(birthDate, day));
      if (entry.faces.every(({ age }, at) => age === ages[at])) continue;
      entry.faces = entry.faces.map((face, at) => ({ ...face, age: ages[at] ?? face.age }));
      this.#reclass(entry);
      changed.push(entry);
    }
    return changed.sort(byWaiting).map(({ ticket }) => ticket);
  }

  /** The two may not be together from now on: a block, or a group in common. */
  keepApart(one: UserId, other: UserId): void {
    this.#changeApart(one, other, true);
    this.#changeApart(other, one, true);
  }

  /** Nothing keeps the two apart any more. Gives their tickets when both wait: `complete` each. */
  reunite(one: UserId, other: UserId): readonly TicketId[] {
    this.#changeApart(one, other, false);
    this.#changeApart(other, one, false);
    const [a, b] = [this.#byUser.get(one), this.#byUser.get(other)];
    if (!a || !b || a === b) return [];
    for (const entry of [a, b]) this.#index.queueOf(entry.shape)?.recolour(entry, noColours);
    return [a, b].sort(byWaiting).map(({ ticket }) => ticket);
  }

  look(ticket: TicketId): Standing | null {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return null;
    const people = entry.faces.map(({ age, criteria }, at) => ({
      user: entry.people[at]?.user ?? "" as UserId,
      age,
      effective: criteria,
    }));
    return { since: entry.since, people };
  }

  /** The class that a ticket is in; null: not in the pool. */
  shapeOf(ticket: TicketId): Shape | null {
    return this.#byTicket.get(ticket)?.shape ?? null;
  }

  /** How long people like these waited lately, in seconds, from the moment they asked; null: fewer than 5 are known. */
  estimate(ticket: TicketId, now: number): number | null {
    const entry = this.#byTicket.get(ticket);
    const ms = entry ? this.#estimateMs(entry, now, (same) => same) : null;
    return ms === null ? null : Math.ceil(ms / 1_000);
  }

  /** At most two changes to its criteria that would help, found by asking the pool. */
  hints(ticket: TicketId, now: number): Hint[] {
    const entry = this.#byTicket.get(ticket);
    if (entry === undefined) return [];
    return hintsFor(entry.faces.map(({ criteria }) => criteria), {
      waitMs: (change) => {
        const faces = entry.faces.map((face) => ({ ...face, criteria: change(face.criteria) }));
        const changed: Entry = { ...entry, faces, shape: shapeOf(faces, entry.seat) };
        if (this.#search.find(changed, entry).trio !== null) return 0;
        return this.#estimateMs(entry, now, change);
      },
    });
  }

  #reclass(entry: Entry): void {
    this.#index.remove(entry);
    entry.shape = shapeOf(entry.faces, entry.seat);
    entry.colours = noColours;
    this.#index.add(entry);
  }

  #changeApart(user: UserId, other: UserId, isApart: boolean): void {
    const entry = this.#byUser.get(user);
    if (entry === undefined) return;
    const [first, ...rest] = entry.people.map((person): Person => {
      if (person.user !== user) return person;
      const apart = new Set(person.apart);
      if (isApart) apart.add(other);
      else apart.delete(other);
      return { ...person, apart };
    });
    if (first) setPeople(entry, [first, ...rest]);
  }

  #estimateMs(entry: Entry, now: number, change: (criteria: Criteria) => Criteria): number | null {
    let longest = 0;
    for (const seeker of this.#seekers(entry)) {
      const ms = this.#waits.estimateMs({ ...seeker, criteria: change(seeker.criteria) }, now);
      if (ms === null) return null;
      longest = Math.max(longest, ms);
    }
    return longest;
  }

  #seekers({ people, faces }: Entry): Seeker[] {
    return people.map(({ sex, wish }, at) => ({
      age: faces[at]?.age ?? 0,
      sex,
      criteria: wish,
      inPair: people.length > 1,
    }));
  }
}

function areCriteriaNew({ criteria }: Face, before: Face | undefined): boolean {
  return criteria.age !== before?.criteria.age || criteria.sex !== before.criteria.sex;
}
