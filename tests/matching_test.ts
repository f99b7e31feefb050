// Who may be together, against PROTOCOL's rules by example and against a brute-force twin on random pools.

import assert from "node:assert/strict";
import fc from "fast-check";
import { ageOn, sideOf } from "../actors/age.ts";
import { admits, type Candidate, findTrio, mayMeet } from "../actors/matching.ts";
import type { Criteria, Sex, UserId } from "../actors/protocol.ts";

const day = "2026-06-15";
const strict: Criteria = { sex: "same", age: 0, widen: false };
const open: Criteria = { sex: "any", age: null, widen: false };

function person(name: string, age: number, sex: Sex, criteria: Criteria): Candidate {
  const birthDate = `${2026 - age}-01-01`;
  return { user: name as UserId, birthDate, sex, criteria, apart: new Set() };
}

function apartFrom(names: readonly string[], candidate: Candidate): Candidate {
  return { ...candidate, apart: new Set(names as UserId[]) };
}

function names(trio: readonly Candidate[] | null): string[] | null {
  return trio && trio.map(({ user }) => user).sort();
}

Deno.test("[M1] strict matching needs the same age and the same disclosed sex", () => {
  const anna = person("anna", 30, "female", strict);
  assert(mayMeet(anna, person("bea", 30, "female", strict), day));
  assert(!mayMeet(anna, person("bea", 31, "female", strict), day));
  assert(!mayMeet(anna, person("bob", 30, "male", strict), day));
  assert(!mayMeet(anna, person("kim", 30, null, open), day));
});

Deno.test("[M1] two who did not disclose their sex are not of the same sex", () => {
  assert(!admits(person("a", 30, null, strict), person("b", 30, null, open), day));
});

Deno.test("[M2] lax on age, on sex, or on both lets in just that", () => {
  const laxOnAge = person("a", 30, "male", { sex: "same", age: 5, widen: false });
  assert(admits(laxOnAge, person("b", 35, "male", open), day));
  assert(!admits(laxOnAge, person("b", 36, "male", open), day));
  assert(!admits(laxOnAge, person("b", 30, "female", open), day));
  const laxOnSex = person("a", 30, "male", { sex: "any", age: 0, widen: false });
  assert(admits(laxOnSex, person("b", 30, null, open), day));
  assert(!admits(laxOnSex, person("b", 29, null, open), day));
  assert(admits(person("a", 30, "male", open), person("b", 80, "female", open), day));
});

Deno.test("[M3] each must admit the other: a lax user does not pull a strict one along", () => {
  const lax = person("lax", 30, "male", open);
  const narrow = person("narrow", 40, "male", { sex: "any", age: 5, widen: false });
  assert(admits(lax, narrow, day));
  assert(!mayMeet(lax, narrow, day));
});

Deno.test("[M4] under 16, 16-17, and 18 and over never meet, whatever the criteria", () => {
  const at = (age: number) => person(`at ${age}`, age, "other", open);
  for (const [young, old] of [[15, 16], [17, 18], [15, 18], [13, 60]] as const) {
    assert(!mayMeet(at(young), at(old), day));
  }
  for (const [one, other] of [[13, 15], [16, 17], [18, 90]] as const) {
    assert(mayMeet(at(one), at(other), day));
  }
});

Deno.test("[M5] an age is whole years in UTC; who was born on 29 February grows older on 1 March", () => {
  assert.equal(ageOn("2008-06-15", "2026-06-14"), 17);
  assert.equal(ageOn("2008-06-15", "2026-06-15"), 18);
  assert.equal(ageOn("2008-02-29", "2026-02-28"), 17);
  assert.equal(ageOn("2008-02-29", "2026-03-01"), 18);
  assert.equal(ageOn("2008-02-29", "2028-02-29"), 20);
  assert.deepEqual([15, 16, 17, 18].map(sideOf), ["under 16", "16-17", "16-17", "adult"]);
});

Deno.test("[M6] who is kept apart, from either side, does not meet", () => {
  const anna = person("anna", 30, "female", open);
  assert(!mayMeet(anna, apartFrom(["anna"], person("bob", 30, "male", open)), day));
  assert(!mayMeet(apartFrom(["bob"], anna), person("bob", 30, "male", open), day));
  assert(!mayMeet(anna, anna, day));
});

Deno.test("[M7] pairs are tested, not the span: 20, 25 and 30 with tolerances 10, 5 and 10 fit", () => {
  const within = (age: number): Criteria => ({ sex: "any", age, widen: false });
  const pool = [person("a", 20, "male", within(10)), person("b", 25, "male", within(5))];
  assert.deepEqual(names(findTrio(pool, person("c", 30, "male", within(10)), day)), ["a", "b", "c"]);
});

Deno.test("[M7] two who fit the third but not each other are no trio", () => {
  const pool = [person("a", 20, "male", { ...open, age: 5 }), person("b", 30, "male", { ...open, age: 5 })];
  assert.equal(findTrio(pool, person("c", 25, "male", open), day), null);
});

Deno.test("[M8] of several trios the one of those who wait longest is formed", () => {
  const pool = ["first", "second", "third"].map((name) => person(name, 40, "other", open));
  assert.deepEqual(names(findTrio(pool, person("new", 40, "other", open), day)), ["first", "new", "second"]);
});

const candidate = fc.record({
  age: fc.integer({ min: 13, max: 24 }),
  sex: fc.constantFrom<Sex>("female", "male", "other", null),
  criteria: fc.record({
    sex: fc.constantFrom("same" as const, "any" as const),
    age: fc.option(fc.integer({ min: 0, max: 6 })),
    widen: fc.boolean(),
  }),
  apart: fc.subarray(Array.from({ length: 12 }, (_, index) => `p${index}`), { maxLength: 3 }),
});
const crowd = fc.array(candidate, { minLength: 3, maxLength: 12 }).map((people) =>
  people.map(({ age, sex, criteria, apart }, index) =>
    apartFrom(apart, person(`p${index}`, age, sex, criteria))
  )
);

/** PROTOCOL's three conditions, written out a second time. */
function mayMeetTwin(a: Candidate, b: Candidate): boolean {
  const [x, y] = [ageOn(a.birthDate, day), ageOn(b.birthDate, day)];
  const sideTwin = (age: number) => [16, 18].filter((wall) => age >= wall).length;
  const sexFits = [a, b].every(({ criteria }) => criteria.sex === "any") ||
    (a.sex !== null && a.sex === b.sex);
  const ageFits = [a, b].every(({ criteria }) => criteria.age === null || Math.abs(x - y) <= criteria.age);
  return sexFits && ageFits && sideTwin(x) === sideTwin(y) && !a.apart.has(b.user) && !b.apart.has(a.user);
}

Deno.test("[M9] a trio is found exactly when trying all pairs finds one, and it is admissible pair by pair", () => {
  const seen = { trio: 0, none: 0 };
  fc.assert(
    fc.property(crowd, (people) => {
      const [changed, ...pool] = people;
      if (!changed) return;
      const expected = pool.some((a, index) =>
        pool.slice(index + 1).some((b) =>
          mayMeetTwin(a, b) && mayMeetTwin(a, changed) && mayMeetTwin(b, changed)
        )
      );
      const trio = findTrio(people, changed, day);
      assert.equal(trio !== null, expected);
      seen[trio ? "trio" : "none"] += 1;
      if (!trio) return;
      const [a, b, c] = trio;
      assert(mayMeetTwin(a, b) && mayMeetTwin(a, c) && mayMeetTwin(b, c));
    }),
    { numRuns: 5000 },
  );
  assert(seen.trio > 100 && seen.none > 100, `One-sided run: ${JSON.stringify(seen)}`);
});
