// Hints against the reference model: what is proposed makes a trio, it is the smallest change that
// does, and none is left out; and all of it as if nobody were kept apart from anybody.

import type { Criteria } from "../../protocol/domain.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Party } from "../../actors/matching/party.ts";
import { Pool } from "../../actors/matching/pool.ts";
import { noon, party, person, today } from "../support/matching/parties.ts";
import { searchFor, Tally } from "../support/matching/tally.ts";
import { ReferenceModel, type Relations } from "../support/matching/reference_model.ts";

const steps = [1, 2, 3, 5, 10, 15, 20, 30];

const comer = fc.record({
  ages: fc.tuple(fc.integer({ min: 14, max: 40 }), fc.integer({ min: 18, max: 30 })),
  sexes: fc.tuple(fc.constantFrom("female", "male", null), fc.constantFrom("female", "male")),
  sex: fc.constantFrom("same" as const, "same" as const, "any" as const),
  age: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 6 }),
  isPair: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  apart: fc.integer({ min: 0, max: 30 }),
  bot: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
  bots: fc.boolean(),
});
type Comer = typeof comer extends fc.Arbitrary<infer One> ? One : never;

/** A person who waits alone and is kept apart from nobody. */
function one(
  age: number,
  own: "female" | "male",
  sex: "same" | "any",
  within: number | null,
): Comer {
  return {
    ages: [age, 18],
    sexes: [own, "male"],
    sex,
    age: within,
    isPair: false,
    apart: 30,
    bot: false,
    bots: false,
  };
}

/** The first could be with the two older ones, or with the two men: chance seldom makes that. */
const betweenTwo = [
  one(30, "female", "same", 5),
  ...[1, 2].map(() => one(38, "female", "same", null)),
  ...[1, 2].map(() => one(30, "male", "any", null)),
];

function partyOf(
  { ages, sexes, sex, age, isPair, apart, bot, bots }: Comer,
  at: number,
): Party {
  const criteria: Criteria = { sex, age, widen: false, bots };
  const [one, two] = [0, 1].map((which) =>
    person(`${at} ${which}`, {
      age: ages[which] ?? 0,
      sex: sexes[which] ?? null,
      bot: bot && which === 0,
      criteria,
      apart: [`${apart} 0`].filter((name) => name !== `${at} ${which}`),
    })
  );
  assert(one && two);
  return party(isPair ? [one, two] : one, 100 - at);
}

/** Whether a ticket with changed criteria would have a trio if nobody were kept apart. */
function wouldMatch(changed: Party, others: readonly Party[]): boolean {
  const relations: Relations = {
    areApart: () => false,
    haveMet: () => false,
    wantRematch: () => false,
  };
  const reference = new ReferenceModel(today, relations);
  for (const one of [changed, ...others]) reference.place(one, new Set(), noon);
  return reference.trios().some(({ tickets }) => tickets.includes(changed.ticket));
}

function withCriteria(one: Party, change: (criteria: Criteria) => Criteria): Party {
  const [first, second] = one.people.map((member) => ({
    ...member,
    criteria: change(member.criteria),
  }));
  assert(first);
  return { ...one, people: second ? [first, second] : [first] };
}

/** The changes that make a trio at once, by trying all that may be proposed. */
function expected(one: Party, others: readonly Party[]) {
  const matches = (change: Partial<Criteria>) =>
    wouldMatch(withCriteria(one, (criteria) => ({ ...criteria, ...change })), others);
  if (matches({})) return [];
  const hints = expectedOfCriteria(one, matches);
  return hints.length < 2 && matches({ bots: true })
    ? [...hints, { bots: true, within: 0 }]
    : hints;
}

function expectedOfCriteria(one: Party, matches: (change: Partial<Criteria>) => boolean) {
  const { age: now, sex } = one.people[0].criteria;
  const wider = now === null ? [] : steps.filter((step) => step > now);
  const age = wider.find((step) => matches({ age: step }));
  const isSex = sex === "same" && matches({ sex: "any" });
  const both = wider.find((step) => matches({ age: step, sex: "any" }));
  if (age === undefined && !isSex) {
    return sex === "same" && both !== undefined ? [{ age: both, sex: "any", within: 0 }] : [];
  }
  return [
    ...age === undefined ? [] : [{ age, within: 0 }],
    ...isSex ? [{ sex: "any", within: 0 }] : [],
  ];
}

Deno.test("[M20] [M402] the hints of all who wait are what trying every change says", async () => {
  const tally = new Tally();
  const property = fc.property(fc.array(comer, { minLength: 4, maxLength: 14 }), (list) => {
    const pool = new Pool(today);
    const parties = list.map(partyOf);
    for (const { ticket, ...rest } of parties) {
      pool.add({ ticket, ...rest }, noon);
      // Withdrawn and not taken, so that no wait is known and only what helps at once is proposed.
      for (const one of pool.complete(ticket) ?? []) pool.remove(one);
    }
    const waiting = parties.filter(({ ticket }) => pool.has(ticket));
    for (const one of waiting) {
      const others = waiting.filter((other) => other !== one);
      if (wouldMatch(one, others)) tally.count("kept apart alone");
      const hints = pool.hints(one.ticket, noon);
      assert.deepEqual(hints, expected(one, others));
      tally.count(
        hints.map((hint) => Object.keys(hint).slice(0, -1).join(" with ")).join(" and ") || "none",
      );
    }
    assert(
      waiting.every(({ ticket }) => pool.complete(ticket) === null),
      "Asking has changed the pool",
    );
  });
  await searchFor(
    tally,
    [
      ...["none", "age", "sex", "age and sex", "age with sex", "kept apart alone"],
      ...["bots", "age and bots", "sex and bots"],
    ],
    () => fc.assert(property, { numRuns: 500, examples: [[betweenTwo]] }),
  );
});

Deno.test("[M72] hints are the same whether two are kept apart or not, and no trio is counted with oneself", () => {
  const criteria: Criteria = { sex: "any", age: 2, widen: false };
  const hintsWith = (apart: readonly string[], devices: readonly string[]) => {
    const pool = new Pool(today);
    const traits = { age: 40, apart, devices };
    for (const one of [party(person("b", traits)), party(person("c", traits))]) pool.add(one, noon);
    const asker = party(person("a", { criteria, devices }));
    pool.add(asker, noon);
    assert.equal(pool.complete(asker.ticket), null);
    return pool.hints(asker.ticket, noon);
  };
  for (const apart of [[], ["a"]]) {
    for (const devices of [[], ["one"]]) {
      assert.deepEqual(hintsWith(apart, devices), [{ age: 10, within: 0 }]);
    }
  }
  const pool = new Pool(today);
  const [own, seat, other] = [
    party(person("a", { criteria })),
    { ...party(person("a", { apart: ["a"] }), 0, true), ticket: "seat" as Party["ticket"] },
    party(person("d", { age: 40 })),
  ];
  for (const one of [own, seat, other]) pool.add(one, noon);
  // Neither a with the seat that they are in, nor d with a twice.
  assert.deepEqual(pool.hints(own.ticket, noon), []);
  assert.deepEqual(pool.hints(other.ticket, noon), []);
});

Deno.test("[M72] where criteria allow a trio already there is nothing to hint at", () => {
  const pool = new Pool(today);
  const asker = party(
    person("a", { apart: ["b"], criteria: { sex: "same", age: 2, widen: false } }),
  );
  for (const one of [party(person("b")), party(person("c")), asker]) pool.add(one, noon);
  assert.equal(pool.complete(asker.ticket), null);
  assert.deepEqual(pool.hints(asker.ticket, noon), []);
});
