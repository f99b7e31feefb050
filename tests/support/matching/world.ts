// A random world for the pool: a small cast whose people ask, widen, withdraw, block, meet again and grow older. Each
// event goes to the pool and to its brute-force twin, which are compared after each.

import assert from "node:assert/strict";
import fc from "fast-check";
import { sideOf } from "../../../actors/age.ts";
import type { Party, Person, Trio, Wish } from "../../../actors/matching/party.ts";
import { Pool } from "../../../actors/matching/pool.ts";
import type { Day, Sex, TicketId, UserId } from "../../../actors/protocol.ts";
import { type Rated, Twin } from "./twin.ts";

const cast = 11;
const begin = Date.UTC(2027, 1, 26, 23, 59, 0);
const dayMs = 86_400_000;

export interface Figure {
  readonly birthDate: Day;
  readonly sex: Sex;
}
export type Act =
  | {
    readonly type: "place";
    readonly who: readonly number[];
    readonly wishes: readonly Wish[];
    readonly seat: boolean;
  }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "sleep" }
  | { readonly type: "withdraw" | "change"; readonly who: number; readonly wish: Wish }
  /** `pair`: which of the story's pairs kept apart. */
  | { readonly type: "block" | "reunite"; readonly pair: number };
export interface Story {
  readonly figures: readonly Figure[];
  readonly apart: readonly (readonly [number, number])[];
  readonly met: readonly (readonly [number, number])[];
  readonly again: readonly (readonly [number, number])[];
  readonly acts: readonly Act[];
}

const who = fc.integer({ min: 0, max: cast - 1 });
const pairs = (maxLength: number) => fc.array(fc.tuple(who, who), { maxLength });
const wish: fc.Arbitrary<Wish> = fc.record({
  sex: fc.constantFrom("any", "any", "same"),
  age: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(0, null, 98, 99)),
  widen: fc.boolean(),
  widenSex: fc.boolean(),
});
/** On both sides of both walls; every fourth is born on 29 February, the others about the days of the story. */
const birthDate = fc.oneof(
  fc.constantFrom("2008-02-29", "2012-02-29", "2004-02-29"),
  fc.tuple(fc.integer({ min: 2006, max: 2013 }), fc.constantFrom("02-27", "02-28", "03-01", "03-02", "07-01"))
    .map(([year, day]) => `${year}-${day}`),
  fc.tuple(fc.integer({ min: 1995, max: 2009 }), fc.constantFrom("02-28", "03-01", "07-01"))
    .map(([year, day]) => `${year}-${day}`),
);
const place = fc.record({
  type: fc.constant("place" as const),
  who: fc.oneof(
    { arbitrary: fc.tuple(who), weight: 4 },
    { arbitrary: fc.tuple(who, who), weight: 1 },
  ),
  wishes: fc.tuple(wish, wish),
  seat: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: place, weight: 10 },
  {
    arbitrary: fc.record({
      type: fc.constant("wait" as const),
      ms: fc.constantFrom(0, 1, 5_000, 15_000, 20_000, 60_000),
    }),
    weight: 4,
  },
  { arbitrary: fc.constant({ type: "sleep" as const }), weight: 1 },
  { arbitrary: fc.record({ type: fc.constantFrom("withdraw", "change"), who, wish }), weight: 1 },
  {
    arbitrary: fc.record({
      type: fc.constantFrom("block", "reunite", "reunite", "reunite"),
      pair: fc.nat(199),
    }),
    weight: 2,
  },
);

export const story: fc.Arbitrary<Story> = fc.record({
  figures: fc.array(
    fc.record({ birthDate, sex: fc.constantFrom<Sex>("female", "female", "male", "other", null) }),
    { minLength: cast, maxLength: cast },
  ),
  apart: pairs(14),
  met: pairs(14),
  again: pairs(10),
  acts: fc.array(act, { minLength: 15, maxLength: 40 }),
});

/**
 * A story of many who search for the same and are kept apart in camps, with a few pairs who are not: its trios need
 * people of different camps.
 */
export const crowd: fc.Arbitrary<Story> = fc.record({
  camps: fc.array(fc.integer({ min: 0, max: 2 }).map((one) => one % 2), { minLength: 56, maxLength: 56 }),
  free: fc.array(fc.tuple(fc.nat(55), fc.nat(55)), { maxLength: 4 }),
  order: fc.shuffledSubarray(Array.from({ length: 56 }, (_, index) => index), { minLength: 50 }),
  ends: fc.array(fc.oneof(act, fc.record({ type: fc.constant("reunite" as const), pair: fc.nat(999) })), {
    maxLength: 12,
  }),
}).map(({ camps, free, order, ends }) => {
  const isFree = (a: number, b: number) =>
    free.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
  const apart = camps.flatMap((camp, a) =>
    camps.flatMap((other, b) =>
      a < b && camp === other && !isFree(a, b) ? [[a, b] as const, [b, a] as const] : []
    )
  );
  const anyone: Wish = { sex: "any", age: null, widen: false };
  const acts = order.map((who): Act => ({ type: "place", who: [who], wishes: [anyone], seat: false }));
  const figures = camps.map((_, at): Figure => ({
    birthDate: at % 3 ? "1990-07-01" : "1995-07-01",
    sex: null,
  }));
  return { figures, apart, met: [], again: [], acts: [...acts, ...ends] };
});

/** How often each thing happened, so that a test can tell that it did. */
export type Tally = Record<string, number>;

export class World {
  readonly #story: Story;
  readonly #tally: Tally;
  readonly #pool: Pool;
  readonly #twin: Twin;
  #now = begin;
  #tickets = 0;

  constructor(one: Story, tally: Tally) {
    this.#story = one;
    this.#tally = tally;
    this.#pool = new Pool(dayOf(begin));
    this.#twin = new Twin(dayOf(begin));
  }

  run(): void {
    for (const one of this.#story.acts) {
      this.#act(one);
      assert.deepEqual(this.#twin.trios(), [], "A trio was left unformed");
      const waiting = [...this.#twin.tickets.values()].flatMap(({ party }) => party.people);
      assert.equal(this.#pool.size, waiting.length);
    }
  }

  #act(one: Act): void {
    switch (one.type) {
      case "place":
        return this.#place(one.who, one.wishes, one.seat);
      case "wait":
        return this.#waitUntil(this.#now + one.ms);
      case "sleep":
        return this.#waitUntil((Math.floor(this.#now / dayMs) + 1) * dayMs);
      case "withdraw":
      case "change":
        return this.#change(one.who, one.type === "change" ? one.wish : null);
      case "block":
      case "reunite":
        return this.#setApart(one.pair, one.type === "block");
    }
  }

  #place(whom: readonly number[], wishes: readonly Wish[], seat: boolean): void {
    const people = [...new Set(whom)].map((one, at) => this.#person(one, wishes[at]));
    if (people.some(({ user }) => this.#twin.ticketOf(user) !== null)) return;
    const [first, second] = people;
    if (first === undefined) return;
    this.#tickets += 1;
    const ticket = `t${String(this.#tickets).padStart(3, "0")}` as TicketId;
    const party: Party = { ticket, people: second ? [first, second] : [first], seat, since: this.#now };
    this.#put(party, seat ? "seat" : second ? "duo" : "placed");
  }

  #change(index: number, changed: Wish | null): void {
    const ticket = this.#twin.ticketOf(userAt(index));
    const found = ticket === null ? undefined : this.#twin.tickets.get(ticket);
    if (!found) return;
    const { party } = found;
    if (changed === null) {
      assert(this.#pool.remove(party.ticket));
      this.#twin.tickets.delete(party.ticket);
      this.#count("withdrawn");
    } else {
      const people = party.people.map((one) => ({ ...one, wish: changed }));
      this.#put({ ...party, people: people as unknown as Party["people"] }, "changed");
    }
  }

  #put(party: Party, kind: string): void {
    this.#pool.add(party, this.#now);
    this.#twin.place(party, this.#now);
    this.#count(kind);
    this.#complete([party.ticket], kind);
  }

  #waitUntil(until: number): void {
    for (;;) {
      const midnight = (Math.floor(this.#now / dayMs) + 1) * dayMs;
      const due = this.#pool.nextDue ?? Infinity;
      assert(due >= this.#now, "A widening was due before");
      if (Math.min(due, midnight) > until) break;
      if (midnight <= due) this.#turnDay(midnight);
      else this.#widen(due);
    }
    this.#now = until;
    assert.equal(this.#pool.due(until), null);
    for (const ticket of this.#twin.tickets.keys()) this.#twin.touch(ticket, until);
  }

  #widen(due: number): void {
    this.#now = due;
    const widened = this.#pool.due(due);
    assert(widened);
    this.#twin.touch(widened.ticket, due);
    const kind = widened.wider ? "widened" : "faces";
    this.#count(kind);
    this.#complete([widened.ticket], kind);
  }

  #turnDay(midnight: number): void {
    this.#now = midnight;
    const ages = [...this.#twin.tickets].map(([id, { party }]) => [id, party, this.#agesOf(party)] as const);
    this.#twin.setDay(dayOf(midnight));
    const changed = this.#pool.dayChanged(dayOf(midnight));
    const older = ages.filter(([, party, before]) => before !== this.#agesOf(party));
    assert.deepEqual([...changed].sort(), older.map(([id]) => id).sort());
    for (const [, { people }] of older) {
      const leap = people.some(({ birthDate }) => birthDate.endsWith("02-29"));
      this.#count(leap ? "leap birthday" : "birthday");
    }
    this.#complete(changed, "birthday");
  }

  #setApart(index: number, isApart: boolean): void {
    const pairs = this.#story.apart;
    const [a, b] = pairs[index % pairs.length] ?? [0, 0];
    if (a === b) return;
    const [one, other] = [userAt(a), userAt(b)];
    this.#twin.setApart(one, other, isApart);
    this.#count(isApart ? "blocked" : "reunited");
    if (isApart) this.#pool.keepApart(one, other);
    else this.#complete(this.#pool.reunite(one, other), "reunited");
  }

  #complete(changed: Trio, kind: string): void {
    for (const ticket of changed) {
      const [best] = this.#twin.trios().filter(({ tickets }) => tickets.includes(ticket));
      const trio = this.#pool.complete(ticket);
      assert.deepEqual(trio, best?.tickets ?? null, `After "${kind}" of ${ticket}`);
      if (trio === null || best === undefined) continue;
      this.#check(best);
      this.#pool.take(trio, this.#now);
      for (const one of trio) {
        this.#countParty(one);
        assert(this.#twin.tickets.delete(one), "A ticket was used twice");
        assert(!this.#pool.has(one as TicketId));
      }
      this.#count(`trio by ${kind}`);
      if (best.metPairs > 0) this.#count("trio of known faces");
      if (best.againPairs > 0) this.#count("trio of friends");
    }
  }

  #check({ people }: Rated): void {
    assert.equal(new Set(people.map(({ user }) => user)).size, 3);
    assert.equal(new Set(people.map((one) => sideOf(this.#twin.ageOf(one)))).size, 1, "A wall was crossed");
  }

  #countParty(ticket: string): void {
    const party = this.#twin.tickets.get(ticket)?.party;
    if (party) this.#count(`trio with ${party.seat ? "seat" : "party"} of ${party.people.length}`);
  }

  #count(what: string): void {
    this.#tally[what] = (this.#tally[what] ?? 0) + 1;
  }

  #agesOf(party: Party): string {
    return party.people.map((one) => this.#twin.ageOf(one)).join();
  }

  #person(index: number, asked: Wish | undefined): Person {
    const figure = this.#story.figures[index];
    assert(figure && asked);
    const { apart, met, again } = this.#story;
    const both = (list: readonly (readonly [number, number])[]) =>
      list.flatMap(([a, b]) => a === b ? [] : a === index ? [userAt(b)] : b === index ? [userAt(a)] : []);
    // From one side only: the other's ticket may have been placed before the block.
    const oneWay = apart.flatMap(([a, b]) => a === index && a !== b ? [userAt(b)] : []);
    return {
      user: userAt(index),
      ...figure,
      wish: asked,
      apart: new Set(oneWay),
      met: new Set(both(met)),
      again: new Set(both(again)),
    };
  }
}

function userAt(index: number): UserId {
  return `u${index}` as UserId;
}

function dayOf(at: number): Day {
  return new Date(at).toISOString().slice(0, 10);
}
