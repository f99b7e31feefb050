// Hints against the reference model: what is proposed makes a trio, it is the smallest change that
// does, and none is left out.

import type { Criteria } from "../../protocol/domain.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Party, Person } from "../../actors/matching/party.ts";
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
});
type Comer = typeof comer extends fc.Arbitrary<infer One> ? One : never;

/** A person who waits alone and is kept apart from nobody. */
function one(
  age: number,
  own: "female" | "male",
  sex: "same" | "any",
  within: number | null,
): Comer {
  return { ages: [age, 18], sexes: [own, "male"], sex, age: within, isPair: false, apart: 30 };
}

/** The first could be with the two older ones, or with the two men: chance seldom makes that. */
const betweenTwo = [
  one(30, "female", "same", 5),
  ...[1, 2].map(() => one(38, "female", "same", null)),
  ...[1, 2].map(() => one(30, "male", "any", null)),
];

function partyOf({ ages, sexes, sex, age, isPair, apart }: Comer, at: number): Party {
  const criteria: Criteria = { sex, age, widen: false };
  const [one, two] = [0, 1].map((which) =>
    person(`${at} ${which}`, {
      age: ages[which] ?? 0,
      sex: sexes[which] ?? null,
      criteria,
      apart: [`${apart} 0`].filter((name) => name !== `${at} ${which}`),
    })
  );
  assert(one && two);
  return party(isPair ? [one, two] : one, 100 - at);
}

/** Whether a ticket with changed criteria would have a trio with others. */
function wouldMatch(changed: Party, others: readonly Party[]): boolean {
  const people = [changed, ...others].flatMap((one): readonly Person[] => one.people);
  const apart = new Map(people.map((one) => [one.user, one.apart]));
  const relations: Relations = {
    areApart: (one, other) =>
      apart.get(one)?.has(other) === true || apart.get(other)?.has(one) === true,
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
  const { age: now, sex } = one.people[0].criteria;
  const matches = (change: Partial<Criteria>) =>
    wouldMatch(withCriteria(one, (criteria) => ({ ...criteria, ...change })), others);
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

Deno.test("[M20] the hints of all who wait are what trying every change says", async () => {
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
      const hints = pool.hints(one.ticket, noon);
      assert.deepEqual(hints, expected(one, waiting.filter((other) => other !== one)));
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
    ["none", "age", "sex", "age and sex", "age with sex"],
    () => fc.assert(property, { numRuns: 500, examples: [[betweenTwo]] }),
  );
});
