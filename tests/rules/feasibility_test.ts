// Whether anybody could be the third of two, with their criteria as wide as they may become.

import assert from "node:assert/strict";
import { canHaveThird } from "../../protocol/feasibility.ts";
import { ageOn, sideOf } from "../../protocol/age.ts";
import type { Criteria, Sex } from "../../protocol/domain.ts";
import { Random } from "../../tools/random.ts";

const day = "2026-06-15";
const open: Criteria = { sex: "any", age: null, widen: false };

function searcher(age: number, sex: Sex, criteria: Partial<Criteria> = {}, languages = ["en"]) {
  const profile = { birthDate: `${2026 - age}-01-01`, sex, languages };
  return { user: {}, profile, criteria: { ...open, ...criteria } };
}

Deno.test("[M27] ages too far apart, two sexes that each ask for their own, none that does, or a wall leave nobody", () => {
  const [young, old] = [searcher(30, "female", { age: 5 }), searcher(41, "female", { age: 5 })];
  assert.equal(canHaveThird([young, old], day), false);
  const [woman, man] = [
    searcher(30, "female", { sex: "same" }),
    searcher(30, "male", { sex: "same" }),
  ];
  assert.equal(canHaveThird([woman, man], day), false);
  assert.equal(canHaveThird([searcher(17, "female"), searcher(18, "female")], day), false);
  assert.equal(
    canHaveThird([searcher(30, "female"), searcher(30, null, { sex: "same" })], day),
    false,
  );
});

Deno.test("[O9] two without a language in common leave nobody who could be the third", () => {
  const speaker = (...languages: string[]) => searcher(30, "female", {}, languages);
  assert.equal(canHaveThird([speaker("en", "fr"), speaker("fr")], day), true);
  assert.equal(canHaveThird([speaker("en"), speaker("fr")], day), false);
});

Deno.test("[M27] what is just within reach, or may widen to it, leaves somebody", () => {
  assert.equal(
    canHaveThird([searcher(30, "female", { age: 5 }), searcher(40, "male", { age: 5 })], day),
    true,
  );
  const far = (age: number) => searcher(age, "other", { age: 5, widen: true });
  assert.equal(canHaveThird([far(30), far(60)], day), true);
  assert.equal(canHaveThird([far(30), far(61)], day), false);
  const wide = { sex: "same", widen: true, widenSex: true } as const;
  assert.equal(canHaveThird([searcher(30, "female", wide), searcher(30, "male", wide)], day), true);
  const narrow = { sex: "same", widen: true } as const;
  assert.equal(
    canHaveThird([searcher(30, "female", narrow), searcher(30, "male", narrow)], day),
    false,
  );
  assert.equal(
    canHaveThird([searcher(30, "female", { sex: "same" }), searcher(30, "male")], day),
    true,
  );
});

Deno.test("[M27] it says the same as trying everybody", () => {
  const random = new Random(27);
  const sexes = ["female", "male", "other"] as const;
  const tally = { yes: 0, no: 0 };
  for (let round = 0; round < 3_000; round++) {
    const people = Array.from(
      { length: random.whole(1, 2) },
      () =>
        searcher(random.whole(13, 40), sexes[random.whole(0, 3)] ?? null, {
          sex: random.chance(0.5) ? "same" : "any",
          age: random.chance(0.3) ? null : random.whole(0, 8),
        }),
    );
    const found = sexes.some((sex) =>
      Array.from({ length: 100 }, (_, age) => age).some((age) =>
        people.every(({ profile, criteria }) => {
          const own = ageOn(profile.birthDate, day);
          return sideOf(own) === sideOf(age) && Math.abs(own - age) <= (criteria.age ?? Infinity) &&
            (criteria.sex === "any" || profile.sex === sex);
        })
      )
    );
    assert.equal(canHaveThird(people, day), found, JSON.stringify(people));
    tally[found ? "yes" : "no"]++;
  }
  assert(tally.yes > 500 && tally.no > 500, JSON.stringify(tally));
});
