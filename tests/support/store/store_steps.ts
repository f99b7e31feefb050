// Random steps in a store, as data; `store_scenarios.ts` takes them.

import fc from "fast-check";

const person = fc.nat({ max: 5 });
/** Mostly the first group, in which the first three people are from the beginning. */
const group = fc.constantFrom(0, 0, 0, 0, 1, 2);
const member = fc.constantFrom(0, 1, 2, 0, 1, 2, 3);
const seq = fc.nat({ max: 12 });
/** Mostly person 3, who may join the first group. */
const newcomers = fc.constantFrom([3], [3], [3], [3], [0], [4], [5], [3, 4], [1, 2], [3, 3]);
const three = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 3, maxLength: 3 });
const sex = fc.constantFrom("same" as const, "any" as const);
/** A random step. */
export const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("place" as const),
      by: person,
      sex,
      age: fc.option(person),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("withdraw" as const), by: person }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("form" as const), by: three }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("gather" as const), by: three }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("block" as const, "unblock" as const),
      ...{ by: fc.nat({ max: 2 }), other: fc.constantFrom(0, 4, 5) },
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("pair" as const, "again" as const),
      ...{ by: person, other: person, on: fc.boolean() },
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("part" as const), by: person }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("prefer" as const),
      by: person,
      on: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("logIn" as const),
      ...{ by: person, device: fc.nat({ max: 8 }), network: fc.nat({ max: 3 }) },
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom("look" as const, "look" as const, "shut" as const),
      ...{ by: member, group, sex, age: fc.option(person) },
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("join" as const),
      ...{ by: newcomers, group, leaves: member, ready: fc.boolean() },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("profile" as const), by: person, as: person }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("say" as const),
      by: member,
      group,
      seq,
      id: fc.nat({ max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("leave" as const), by: person, group, seq }),
  },
  {
    weight: 18,
    arbitrary: fc.record({
      do: fc.constantFrom("edited" as const, "erased" as const, "reacted" as const),
      ...{ by: member, group, seq, back: fc.nat({ max: 5 }), id: fc.nat({ max: 14 }) },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("read" as const),
      pointers: fc.array(fc.record({ by: person, group, seq }), { maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("page" as const), by: person, group, seq }) },
);
export type Seeking = Extract<Act, { readonly sex: string; readonly group: number }>;
export type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
