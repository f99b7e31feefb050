// The parts of the pool by themselves: widening, classes, the heap of due times, estimates and
// hints.

import assert from "node:assert/strict";
import fc from "fast-check";
import { sideOf } from "../../protocol/age.ts";
import { coloursBeside } from "../../actors/matching/index/colours.ts";
import { type Due, DueHeap } from "../../actors/matching/index/due_heap.ts";
import { Pool } from "../../actors/matching/pool.ts";
import { areJoinable, matchClassOf } from "../../actors/matching/index/match_class.ts";
import { effective, nextWideningAt } from "../../protocol/widening.ts";
import type { Criteria, Sex, TicketId } from "../../protocol/domain.ts";
import { anyone, noon, party, person, strict, today } from "../support/matching/parties.ts";

const seconds = (count: number) => count * 1_000;

Deno.test("[M17] who did not consent is never widened, and sex needs a consent of its own", () => {
  assert.deepEqual(effective({ ...strict, widenSex: true }, seconds(10_000)), strict);
  assert.equal(nextWideningAt(strict, noon, noon), null);
  assert.equal(effective({ ...strict, widen: true }, seconds(10_000)).sex, "same");
  assert.equal(effective({ ...strict, widen: true, widenSex: true }, seconds(119.999)).sex, "same");
  assert.equal(effective({ ...strict, widen: true, widenSex: true }, seconds(120)).sex, "any");
});

Deno.test("[M17] the age widens by a year each 15 s, ten at the most, never past 99, and null stays null", () => {
  const ageAfter = (criteria: Criteria, waited: number) => effective(criteria, seconds(waited)).age;
  const from = (age: number | null): Criteria => ({ sex: "any", age, widen: true });
  const steps = [
    [0, 3],
    [14.999, 3],
    [15, 4],
    [29.999, 4],
    [30, 5],
    [45, 6],
    [149, 12],
    [150, 13],
    [
      9_999,
      13,
    ],
  ];
  for (const [waited = 0, age] of steps) {
    assert.equal(ageAfter(from(3), waited), age, `after ${waited} s`);
  }
  assert.equal(ageAfter(from(95), 9_999), 99);
  assert.equal(ageAfter(from(null), 9_999), null);
  assert.equal(ageAfter(from(3), -5), 3);
});

Deno.test("[M17] nextWideningAt names each instant at which the criteria change, and no other", () => {
  const criteria = fc.record({
    sex: fc.constantFrom("same" as const, "any" as const),
    age: fc.option(fc.constantFrom(0, 5, 88, 90, 98, 99)),
    widen: fc.boolean(),
    widenSex: fc.boolean(),
  });
  let changes = 0;
  fc.assert(
    fc.property(criteria, fc.integer({ min: -seconds(20), max: seconds(400) }), (one, waited) => {
      const next = nextWideningAt(one, noon, noon + waited);
      const until = next === null ? seconds(1_000) : next - noon - 1;
      assert(next === null || next > noon + waited);
      assert.deepEqual(effective(one, until), effective(one, waited));
      if (next === null) return;
      assert.notDeepEqual(effective(one, next - noon), effective(one, waited));
      changes += 1;
    }),
    { numRuns: 1000 },
  );
  assert(changes > 10);
});

Deno.test("[M17] a ticket that is loaded late has widened by its wait, and goes on from there", () => {
  const pool = new Pool(today);
  pool.add(party(person("a", { criteria: { ...strict, widen: true } }), seconds(40)), noon);
  assert.equal(pool.look("of a" as TicketId)?.people[0]?.effective.age, 2);
  assert.equal(pool.nextDue, noon + seconds(5));
  assert.deepEqual(pool.due(noon + seconds(5)), { ticket: "of a", wider: true });
  assert.equal(pool.look("of a" as TicketId)?.people[0]?.effective.age, 3);
  for (let due = pool.nextDue; due !== null; due = pool.nextDue) pool.due(due);
  assert.equal(pool.look("of a" as TicketId)?.people[0]?.effective.age, 10);
});

Deno.test("[M17] the heap gives the earliest first through insertions, moves and removals", () => {
  interface Item extends Due {
    readonly name: number;
  }
  const changes = fc.array(fc.tuple(fc.nat(15), fc.option(fc.nat(20), { freq: 3 })), {
    maxLength: 60,
  });
  let emptied = 0;
  fc.assert(fc.property(changes, (list) => {
    const heap = new DueHeap<Item>((a, b) => a.name - b.name);
    const items = Array.from({ length: 16 }, (_, name): Item => ({ name, dueAt: 0, place: -1 }));
    const reference = new Map<Item, number>();
    const first = () =>
      [...reference].sort(([a, x], [b, y]) => x - y || a.name - b.name)[0]?.[0] ?? null;
    for (const [name, at] of list) {
      const item = items[name];
      assert(item);
      heap.set(item, at);
      if (at === null) reference.delete(item);
      else reference.set(item, at);
      assert.equal(heap.earliest, first());
    }
    for (let item = heap.earliest; item !== null; item = heap.earliest) {
      assert.equal(item, first());
      heap.set(item, null);
      reference.delete(item);
      emptied += 1;
    }
    assert.equal(reference.size, 0);
  }));
  assert(emptied > 100);
});

const attribute = fc.record({
  age: fc.integer({ min: 0, max: 127 }),
  sex: fc.constantFrom<Sex>("female", "male", "other", null),
  bot: fc.boolean(),
  criteria: fc.record({
    sex: fc.constantFrom("same" as const, "any" as const),
    age: fc.option(fc.integer({ min: 0, max: 99 })),
    widen: fc.constant(false),
    bots: fc.boolean(),
  }),
});

Deno.test("[M18] the ages that a class admits are on its own side of the walls", () => {
  for (let age = 0; age <= 127; age++) {
    const { from, to } = matchClassOf(
      [{ age, sex: "other", bot: false, criteria: anyone }],
      false,
    );
    for (let other = 0; other <= 127; other++) {
      assert.equal(
        other >= from && other <= to,
        sideOf(age) === sideOf(other),
        `${age} and ${other}`,
      );
    }
  }
});

Deno.test("[M18] classes have one number each, and who may be together is the same from either side", () => {
  const attributes = fc.array(attribute, { minLength: 1, maxLength: 2 });
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(attributes, fc.boolean(), attributes, (one, seat, two) => {
      const [a, b] = [matchClassOf(one, seat), matchClassOf(two, false)];
      assert.equal(areJoinable(a, b), areJoinable(b, a));
      for (const { key, ...rest } of [a, b]) {
        const whole = JSON.stringify(rest);
        const known = seen.get(`${rest.size} ${key}`) ?? whole;
        assert.equal(known, whole);
        seen.set(`${rest.size} ${key}`, whole);
        assert(rest.size === 2 || key < 2 ** 30);
      }
    }),
    { numRuns: 2000 },
  );
  assert(seen.size > 1000);
});

Deno.test("[M18] free colours are those of who is kept apart, else the least one, and none when all are taken", () => {
  assert.deepEqual([0, 1, 0b101, 0b1011, 2 ** 30 - 2].map((taken) => coloursBeside(taken, 0)), [
    1,
    2,
    2,
    4,
    1,
  ]);
  assert.equal(coloursBeside(2 ** 30 - 1, 2 ** 30 - 1), 0);
  assert.deepEqual([0, 0b1000, 0b101000].map((taken) => coloursBeside(taken, 0b101000)), [
    0b101000,
    0b100000,
    1,
  ]);
});

/** A pool that has seen some pairs find a third, each after a wait. */
function poolWithWaits(waits: readonly number[], age = 30): Pool {
  const pool = new Pool(today);
  for (const [at, waited] of waits.entries()) {
    const [pair, one] = [
      party([person(`x${at}`, { age }), person(`y${at}`, { age })]),
      party(person(`z${at}`, { age, criteria: strict }), seconds(waited)),
    ];
    pool.add(pair, noon);
    pool.add(one, noon);
    pool.take([pair.ticket, one.ticket], noon);
  }
  return pool;
}

function ask(pool: Pool, age: number, later = 0): number | null {
  const one = party(person("asker", { age, criteria: strict }));
  pool.add(one, noon);
  return pool.estimate(one.ticket, noon + later);
}

Deno.test("[M19] fewer than five known waits tell nothing, nor do those of people far off or long ago", () => {
  assert.equal(ask(poolWithWaits([10, 20, 30, 40]), 30), null);
  assert.equal(ask(poolWithWaits([10, 20, 30, 40, 50]), 36), null);
  assert.equal(ask(poolWithWaits([10, 20, 30, 40, 50], 17), 18), null);
  assert.equal(ask(poolWithWaits([10, 20, 30, 40, 50]), 30, 31 * 60_000), null);
  assert.equal(new Pool(today).estimate("nobody" as TicketId, noon), null);
});

Deno.test("[M19] the estimate is the median of the nearest waits, in whole seconds", () => {
  assert.equal(ask(poolWithWaits([10, 20, 30.2, 40, 50]), 30), 31);
  assert.equal(ask(poolWithWaits([10, 20, 30, 40, 50]), 33), 30);
});

Deno.test("[M19] of many waits the last twenty count, and those of pairs tell single people nothing", () => {
  const waits = [...Array(21).fill(10), ...Array(20).fill(50)];
  assert.equal(ask(poolWithWaits(waits), 30), 50);
  const pool = new Pool(today);
  for (let at = 0; at < 5; at++) {
    const names = [`x${at}`, `y${at}`].map((name) => person(name, { criteria: strict }));
    const [x, y] = names;
    assert(x && y);
    const pair = party([x, y], seconds(10));
    pool.add(pair, noon);
    pool.take([pair.ticket], noon);
  }
  assert.equal(ask(pool, 30), null);
});

Deno.test("[M19] bots, people who let bots in and people who do not tell nothing of each other's waits", () => {
  const among = { ...strict, bots: true };
  const kinds = [{ bot: true, criteria: strict }, { criteria: among }, { criteria: strict }];
  for (const kind of kinds) {
    const pool = new Pool(today);
    for (let at = 0; at < 5; at++) {
      const waiter = party(person(`x${at}`, kind), seconds(10));
      pool.add(waiter, noon);
      pool.take([waiter.ticket], noon);
    }
    const estimates = kinds.map((other, at) => {
      const asker = party(person(`asker ${at}`, other));
      pool.add(asker, noon);
      const estimate = pool.estimate(asker.ticket, noon);
      pool.remove(asker.ticket);
      return estimate;
    });
    assert.deepEqual(estimates, kinds.map((other) => other === kind ? 10 : null));
  }
});

Deno.test("[M19] the waits of men tell women something who ask for any sex, and nothing who ask for their own", () => {
  for (const [sex, estimate] of [["any", 10], ["same", null]] as const) {
    const pool = new Pool(today);
    for (let at = 0; at < 5; at++) {
      const criteria = { ...strict, sex };
      const man = party(person(`man ${at}`, { sex: "male", criteria }), seconds(10));
      pool.add(man, noon);
      pool.take([man.ticket], noon);
    }
    const woman = party(person("woman", { criteria: { ...strict, sex } }));
    pool.add(woman, noon);
    assert.equal(pool.estimate(woman.ticket, noon), estimate, sex);
  }
});

Deno.test("[M20] nothing is proposed that would not help, or that is asked for already", () => {
  const pool = new Pool(today);
  const alone = party(person("a", { criteria: strict }));
  const open = party(person("b", { age: 50, criteria: anyone }));
  for (const one of [alone, open]) pool.add(one, noon);
  assert.deepEqual(pool.hints(alone.ticket, noon), []);
  assert.deepEqual(pool.hints(open.ticket, noon), []);
  assert.deepEqual(pool.hints("nobody" as TicketId, noon), []);
});

Deno.test("[M20] the least change of age and the any-sex change that would make a trio at once are proposed", () => {
  const pool = new Pool(today);
  const one = party(person("a", { age: 30, criteria: strict }));
  const [older, other] = [person("b", { age: 34 }), person("c", { age: 30, sex: "male" })];
  pool.add(one, noon);
  pool.add(party([older, person("d", { age: 34 })]), noon);
  assert.deepEqual(pool.hints(one.ticket, noon), [{ age: 5, within: 0 }]);
  pool.add(party([other, person("e", { age: 30, sex: "male" })]), noon);
  assert.deepEqual(pool.hints(one.ticket, noon), [{ age: 5, within: 0 }, {
    sex: "any",
    within: 0,
  }]);
  assert.equal(pool.complete(one.ticket), null);
  assert.equal(pool.look(one.ticket)?.people[0]?.effective.age, 0);
});

Deno.test("[M20] where neither age nor sex helps alone, both are proposed at once", () => {
  const pool = new Pool(today);
  const one = party(person("a", { age: 30, sex: "female", criteria: strict }));
  pool.add(one, noon);
  pool.add(
    party([person("b", { age: 41, sex: "male" }), person("c", { age: 44, sex: "male" })]),
    noon,
  );
  assert.deepEqual(pool.hints(one.ticket, noon), [{ age: 15, sex: "any", within: 0 }]);
});

Deno.test("[M20] a change that has halved the wait of others is proposed with their wait", () => {
  const pool = new Pool(today);
  for (let at = 0; at < 5; at++) {
    const waits = [[strict, 100], [{ ...strict, age: 1 }, 40]] as const;
    for (const [criteria, waited] of waits) {
      const name = `${at} after ${waited}`;
      const one = party(person(name, { criteria }), seconds(waited));
      pool.add(one, noon);
      pool.take([one.ticket], noon);
    }
  }
  const asker = party(person("asker", { criteria: strict }));
  pool.add(asker, noon);
  assert.equal(pool.estimate(asker.ticket, noon), 100);
  assert.deepEqual(pool.hints(asker.ticket, noon), [{ age: 1, within: 40 }]);
});

for (const [waited, hints] of [[50, [{ age: 1, within: 50 }]], [51, []]] as const) {
  Deno.test(`[M20] a change after which others waited ${waited} s of 100 s is ${hints.length === 0 ? "not " : ""}proposed`, () => {
    const pool = new Pool(today);
    for (let at = 0; at < 5; at++) {
      for (const [age, seconds] of [[0, 100], [1, waited]] as const) {
        const one = party(
          person(`${at} after ${seconds}`, { criteria: { ...strict, age } }),
          seconds * 1_000,
        );
        pool.add(one, noon);
        pool.take([one.ticket], noon);
      }
    }
    const asker = party(person("asker", { criteria: strict }));
    pool.add(asker, noon);
    assert.deepEqual(pool.hints(asker.ticket, noon), hints);
  });
}
