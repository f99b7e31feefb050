// A small cast whose people ask, widen, withdraw, block, meet again and grow older, as a story says. Each event goes to
// the pool and to its brute-force twin, which are compared after each.

import assert from "node:assert/strict";
import { sideOf } from "../../../actors/age.ts";
import type { Party, Person, Trio, Wish } from "../../../actors/matching/party.ts";
import { Pool } from "../../../actors/matching/pool.ts";
import type { Day, TicketId, UserId } from "../../../actors/protocol.ts";
import type { Act, Story } from "./stories.ts";
import { type Rated, Twin } from "./twin.ts";

const begin = Date.UTC(2027, 1, 26, 23, 59, 0);
const dayMs = 86_400_000;

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
