// A small cast whose people ask, widen, withdraw, block, quit, meet again and grow older, as a
// scenario says. Each event goes to the pool and to the reference model, which are compared after
// it.

import assert from "node:assert/strict";
import { sideOf } from "../../../protocol/age.ts";
import { dayOf } from "../../../protocol/clock.ts";
import type { Party, Person, Trio } from "../../../actors/matching/party.ts";
import { Pool } from "../../../actors/matching/pool.ts";
import type { Criteria, TicketId, UserId } from "../../../protocol/domain.ts";
import type { CastMember, Scenario, Step } from "./scenarios.ts";
import type { Tally } from "./tally.ts";
import { CastRelations } from "./relations.ts";
import { type Rated, ReferenceModel } from "./reference_model.ts";

const begin = Date.UTC(2027, 1, 26, 23, 59, 0);
const dayMs = 86_400_000;

export class World {
  readonly #scenario: Scenario;
  readonly #tally: Tally;
  readonly #pool: Pool;
  readonly #reference: ReferenceModel;
  readonly #relations: CastRelations;
  readonly #groups: UserId[][] = [];
  /** By ticket: whether it was alone before. */
  readonly #alone = new Map<string, boolean>();
  /** As they are now. */
  readonly #members: CastMember[];
  #now = begin;
  #tickets = 0;

  constructor(one: Scenario, tally: Tally) {
    this.#scenario = one;
    this.#members = [...one.members];
    this.#tally = tally;
    this.#pool = new Pool(dayOf(begin));
    const named = (pairs: Scenario["met"]) =>
      pairs.map(([a, b]) => [userAt(a), userAt(b)] as const);
    this.#relations = new CastRelations(named(one.apart), named(one.met), named(one.again));
    this.#reference = new ReferenceModel(dayOf(begin), this.#relations);
  }

  run(): void {
    for (const [at, one] of this.#scenario.steps.entries()) {
      this.#take(one);
      assert.deepEqual(this.#reference.trios(), [], "A trio was left unformed");
      const waiting = [...this.#reference.tickets.values()].flatMap(({ party }) =>
        party.seat ? [] : party.people
      );
      assert.equal(this.#pool.size, waiting.length);
      // All others are tried for it, too: not after each.
      if (at % 4 === 0) this.#compareAlone();
    }
  }

  /** Who is alone, and that each of whom this has changed was told. */
  #compareAlone(): void {
    const changed = new Set(this.#pool.takeAloneChanged());
    const alone = this.#reference.alone();
    for (const { party: { ticket } } of this.#reference.tickets.values()) {
      const isAlone = alone.has(ticket);
      assert.equal(this.#pool.isAlone(ticket), isAlone, `Whether "${ticket}" is alone`);
      const before = this.#alone.get(ticket);
      // One that another ticket of its people keeps from being alone is looked at now and then.
      this.#alone.delete(ticket);
      if (!this.#reference.isOnlyOwn(ticket)) continue;
      if (before !== undefined && before !== isAlone) {
        assert(changed.has(ticket), `It was not told that "${ticket}" is alone, or no more`);
        this.#tally.count(isAlone ? "alone" : "alone no more");
      }
      this.#alone.set(ticket, isAlone);
    }
  }

  #take(one: Step): void {
    switch (one.type) {
      case "place":
        return this.#place(one);
      case "wait":
        return this.#waitUntil(this.#now + one.ms);
      case "sleep":
        return this.#waitUntil((Math.floor(this.#now / dayMs) + 1) * dayMs);
      case "withdraw":
      case "change":
        return this.#change(one);
      case "block":
      case "unblock":
        return this.#turnBlock(one.pair, one.type === "block");
      case "again":
        return this.#turnAgain(one.pair);
      case "tell":
        return this.#tell(one);
      case "quit":
        return this.#quit(one.group, one.member);
    }
  }

  #place({ who: whom, criteria, seat, restMs }: Extract<Step, { type: "place" }>): void {
    const people = [...new Set(whom)].map((one, at) => this.#person(userAt(one), criteria[at]));
    const [first, second] = people;
    assert(first);
    const others = people.flatMap(({ user }) => this.#reference.ticketsOf(user));
    if (!seat && others.some((other) => !other.seat)) return;
    if (!seat && second && this.#relations.areTogether(first.user, second.user)) return;
    if (others.some((other) => other.seat !== seat)) this.#tally.count("both alone and in a seat");
    this.#tickets += 1;
    const ticket = `t${String(this.#tickets).padStart(3, "0")}` as TicketId;
    const party: Party = {
      ticket,
      people: second ? [first, second] : [first],
      seat,
      since: this.#now,
      ...(restMs > 0 && { restsUntil: this.#now + restMs }),
    };
    // A user who has quit the group, besides those who are in it.
    const quitter = userAt(((whom[0] ?? 0) + 3) % this.#scenario.members.length);
    const former = new Set(seat ? [quitter, ...people.map(({ user }) => user)] : []);
    this.#put(party, former, seat ? "seat" : second ? "duo" : "placed");
  }

  #change({ type, who, which, criteria }: Extract<Step, { type: "withdraw" | "change" }>): void {
    const found = this.#reference.ticketsOf(userAt(who));
    const party = found[which % found.length];
    if (!party) return;
    if (type === "withdraw") {
      assert(this.#pool.remove(party.ticket));
      this.#reference.tickets.delete(party.ticket);
      this.#tally.count("withdrawn");
    } else {
      const { former } = this.#reference.tickets.get(party.ticket) ?? { former: new Set() };
      const people = party.people.map((one) => ({ ...one, criteria }));
      this.#put({ ...party, people: people as unknown as Party["people"] }, former, "changed");
    }
  }

  #put(party: Party, former: ReadonlySet<UserId>, kind: string): void {
    this.#putWithRelations(party, former);
    this.#tally.count(kind);
    this.#complete([party.ticket], kind);
  }

  /** Puts a party in with the relations as they are now. */
  #putWithRelations(party: Party, former: ReadonlySet<UserId>): void {
    const people = party.people.map(({ user, criteria }) => this.#person(user, criteria, former));
    const told = { ...party, people: people as unknown as Party["people"] };
    this.#pool.add(told, this.#now);
    this.#reference.place(told, former, this.#now);
  }

  /** These users' relations have loosened: their tickets are put in anew. */
  #putAgain(users: readonly UserId[], kind: string): void {
    const tickets = new Set(
      users.flatMap((user) => this.#reference.ticketsOf(user)).map(({ ticket }) => ticket),
    );
    for (const ticket of tickets) {
      const { party, former } = this.#reference.tickets.get(ticket) ?? {};
      if (party && former) this.#putWithRelations(party, former);
    }
    this.#tally.count(kind);
    this.#complete([...tickets], kind);
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
    for (const ticket of this.#reference.tickets.keys()) this.#reference.touch(ticket, until);
  }

  #widen(due: number): void {
    this.#now = due;
    const widened = this.#pool.due(due);
    assert(widened);
    this.#reference.touch(widened.ticket, due);
    const rests = this.#reference.tickets.get(widened.ticket)?.party.restsUntil;
    const kind = widened.wider ? "widened" : rests === due ? "rested" : "may meet again";
    this.#tally.count(kind);
    this.#complete([widened.ticket], kind);
  }

  #turnDay(midnight: number): void {
    this.#now = midnight;
    const ages = [...this.#reference.tickets].map(([id, { party }]) =>
      [id, party, this.#agesOf(party)] as const
    );
    this.#reference.setDay(dayOf(midnight));
    const changed = this.#pool.dayChanged(dayOf(midnight));
    const older = ages.filter(([, party, before]) => before !== this.#agesOf(party));
    assert.deepEqual([...changed].sort(), older.map(([id]) => id).sort());
    for (const [, { people }] of older) {
      const leap = people.some(({ birthDate }) => birthDate.endsWith("02-29"));
      this.#tally.count(leap ? "leap birthday" : "birthday");
    }
    this.#complete(changed, "birthday");
  }

  #turnBlock(index: number, isBlocked: boolean): void {
    const pairs = this.#scenario.apart;
    const [a, b] = pairs[index % pairs.length] ?? [0, 0];
    if (a === b) return;
    const [one, other] = [userAt(a), userAt(b)];
    if (!isBlocked) {
      this.#relations.unblock(one, other);
      return this.#putAgain([one, other], "unblocked");
    }
    this.#relations.block(one, other);
    this.#pool.keepApart(one, other);
    this.#tally.count("blocked");
  }

  #turnAgain(index: number): void {
    const pairs = this.#scenario.again;
    const [other, one] = (pairs[index % pairs.length] ?? [0, 0]).map(userAt) as [UserId, UserId];
    const before = this.#relations.wantRematch(one, other);
    this.#relations.turnAgain(one, other);
    // A wish of one alone changes nothing. A wish that was taken back must leave the ticket: the
    // other user may wish so later.
    const isOver = !this.#relations.asksAgain(one, other);
    if (isOver || this.#relations.wantRematch(one, other) !== before) {
      this.#putAgain([one, other], "again");
    }
  }

  #tell({ who, languages, interests }: Extract<Step, { type: "tell" }>): void {
    const member = this.#members[who];
    assert(member);
    this.#members[who] = { ...member, languages, interests };
    this.#putAgain([userAt(who)], "told");
  }

  #quit(index: number, member: number): void {
    const group = this.#groups[index % this.#groups.length];
    const [quitter] = group?.splice(member % group.length, 1) ?? [];
    if (group === undefined || quitter === undefined) return;
    for (const other of group) this.#relations.part(quitter, other, this.#scenario.remembers);
    this.#putAgain([quitter, ...group], "parted");
  }

  #complete(changed: Trio, kind: string): void {
    for (const ticket of changed) {
      const [best] = this.#reference.trios().filter(({ tickets }) => tickets.includes(ticket));
      const trio = this.#pool.complete(ticket);
      assert.deepEqual(trio, best?.tickets ?? null, `After "${kind}" of ${ticket}`);
      if (trio === null || best === undefined) continue;
      this.#check(best);
      this.#pool.take(trio, this.#now);
      for (const one of trio) {
        this.#countParty(one);
        assert(this.#reference.tickets.delete(one), "A ticket was used twice");
        assert(!this.#pool.has(one as TicketId));
      }
      this.#join(best.people.map(({ user }) => user));
      this.#tally.count(`trio by ${kind}`);
      if (best.metPairs > 0) this.#tally.count("trio of people who have met");
      if (best.againPairs > 0) this.#tally.count("trio of friends");
      if (best.shared > 0) this.#tally.count("trio of shared interests");
      const bots = best.people.filter(({ bot }) => bot).length;
      if (bots > 0) this.#tally.count(`trio with ${bots === 1 ? "a bot" : "two bots"} by ${kind}`);
    }
  }

  /** Puts users in one group: their other tickets and seats are kept apart. */
  #join(users: UserId[]): void {
    this.#relations.join(users);
    this.#groups.push(users);
    for (const [at, one] of users.entries()) {
      for (const other of users.slice(0, at)) this.#pool.keepApart(one, other);
    }
    if (users.some((user) => this.#reference.ticketsOf(user).length > 0)) {
      this.#tally.count("trio of who waits on");
    }
  }

  #check({ people }: Rated): void {
    assert.equal(new Set(people.map(({ user }) => user)).size, 3);
    assert.equal(
      new Set(people.map((one) => sideOf(this.#reference.ageOf(one)))).size,
      1,
      "A wall was crossed",
    );
  }

  #countParty(ticket: string): void {
    const party = this.#reference.tickets.get(ticket)?.party;
    if (party) {
      this.#tally.count(`trio with ${party.seat ? "seat" : "party"} of ${party.people.length}`);
    }
  }

  #agesOf(party: Party): string {
    return party.people.map((one) => this.#reference.ageOf(one)).join();
  }

  #person(
    user: UserId,
    criteria: Criteria | undefined,
    former: ReadonlySet<UserId> = new Set(),
  ): Person {
    const member = this.#members[Number(user.slice(1))];
    assert(member && criteria);
    const { apart, met, rematchWishes } = this.#relations.toldOf(user);
    return { user, ...member, criteria, apart: new Set([...apart, ...former]), met, rematchWishes };
  }
}

function userAt(index: number): UserId {
  return `u${index}` as UserId;
}
