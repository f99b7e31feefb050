// Who may be together, by example: the rules of docs/protocol.md on the pool that the matchmaker
// uses.

import assert from "node:assert/strict";
import { ageOn, sideOf } from "../../protocol/age.ts";
import type { Party } from "../../actors/matching/party.ts";
import { Pool } from "../../actors/matching/pool.ts";
import type { Criteria, Sex, TicketId, UserId } from "../../protocol/domain.ts";

const day = "2026-06-15";
const noon = Date.parse(`${day}T12:00:00.000Z`);
const strict: Criteria = { sex: "same", age: 0, widen: false };
const open: Criteria = { sex: "any", age: null, widen: false };

/** A person who waits since noon. */
function person(name: string, age: number, sex: Sex, criteria: Criteria): Party {
  const nobody = new Set<UserId>();
  const birthDate = `${2026 - age}-01-01`;
  const who = {
    user: name as UserId,
    birthDate,
    sex,
    criteria,
    languages: ["en"],
    interests: [],
    apart: nobody,
    met: nobody,
    rematchWishes: nobody,
  };
  return { ticket: `ticket of ${name}` as TicketId, people: [who], seat: false, since: noon };
}

function apartFrom(names: readonly string[], { people: [who], ...party }: Party): Party {
  return { ...party, people: [{ ...who, apart: new Set(names as UserId[]) }] };
}

/** The names of the trio that the last party completes. */
function trioOf(...parties: Party[]): string[] | null {
  const pool = new Pool(day);
  for (const party of parties) pool.add(party, noon);
  const trio = pool.complete(parties.at(-1)?.ticket ?? ("" as TicketId));
  return trio && trio.map((ticket) => ticket.replace("ticket of ", "")).sort();
}

/** Whether two may be in one group, tried with a third who is like the second in everything. */
function mayMeet(a: Party, b: Party): boolean {
  const [who] = b.people;
  const double = { ...b, ticket: "ticket of a double" as TicketId };
  return trioOf(b, { ...double, people: [{ ...who, user: "a double" as UserId }] }, a) !== null;
}

Deno.test("[M1] strict matching needs the same age and the same disclosed sex", () => {
  const anna = person("anna", 30, "female", strict);
  assert(mayMeet(anna, person("bea", 30, "female", strict)));
  assert(!mayMeet(anna, person("bea", 31, "female", strict)));
  assert(!mayMeet(anna, person("bob", 30, "male", strict)));
  assert(!mayMeet(anna, person("kim", 30, null, open)));
});

Deno.test("[M1] two who did not disclose their sex are not of the same sex", () => {
  assert(!mayMeet(person("a", 30, null, strict), person("b", 30, null, open)));
});

Deno.test("[M2] lax on age, on sex, or on both lets in just that", () => {
  const laxOnAge = person("a", 30, "male", { sex: "same", age: 5, widen: false });
  assert(mayMeet(laxOnAge, person("b", 35, "male", open)));
  assert(!mayMeet(laxOnAge, person("b", 36, "male", open)));
  assert(!mayMeet(laxOnAge, person("b", 30, "female", open)));
  const laxOnSex = person("a", 30, "male", { sex: "any", age: 0, widen: false });
  assert(mayMeet(laxOnSex, person("b", 30, null, open)));
  assert(!mayMeet(laxOnSex, person("b", 29, null, open)));
  assert(mayMeet(person("a", 30, "male", open), person("b", 80, "female", open)));
});

Deno.test("[M3] each must admit the other: a user with lax criteria does not pull a strict one along", () => {
  const lax = person("lax", 30, "male", open);
  const narrow = person("narrow", 40, "male", { sex: "any", age: 5, widen: false });
  assert(!mayMeet(lax, narrow));
  assert(!mayMeet(narrow, lax));
  assert(mayMeet(lax, person("near", 40, "male", { sex: "any", age: 10, widen: false })));
});

Deno.test("[M4] under 16, 16-17, and 18 and over never meet, whatever the criteria", () => {
  const at = (age: number) => person(`at ${age}`, age, "other", open);
  for (const [young, old] of [[15, 16], [17, 18], [15, 18], [13, 60]] as const) {
    assert(!mayMeet(at(young), at(old)));
  }
  for (const [one, other] of [[13, 15], [16, 17], [18, 90]] as const) {
    assert(mayMeet(at(one), at(other)));
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
  assert(!mayMeet(anna, apartFrom(["anna"], person("bob", 30, "male", open))));
  assert(!mayMeet(apartFrom(["bob"], anna), person("bob", 30, "male", open)));
  assert(!mayMeet(anna, anna));
});

Deno.test("[M7] pairs are tested, not the span: 20, 25 and 30 with tolerances 10, 5 and 10 fit", () => {
  const within = (name: string, age: number, years: number) =>
    person(name, age, "male", { ...open, age: years });
  assert.deepEqual(trioOf(within("a", 20, 10), within("b", 25, 5), within("c", 30, 10)), [
    "a",
    "b",
    "c",
  ]);
  assert.equal(trioOf(within("a", 20, 9), within("b", 25, 5), within("c", 30, 10)), null);
});

Deno.test("[M7] two who fit the third but not each other are no trio", () => {
  const [a, b] = [
    person("a", 20, "male", { ...open, age: 5 }),
    person("b", 30, "male", { ...open, age: 5 }),
  ];
  assert.equal(trioOf(a, b, person("c", 25, "male", open)), null);
});

Deno.test("[M8] of equal trios the one of those who wait longest is formed", () => {
  const waiting = ["first", "second", "third"].map((name, since) => ({
    ...person(name, 40, "other", open),
    since: noon - 1_000 + since,
  }));
  assert.deepEqual(trioOf(...waiting.reverse(), person("new", 40, "other", open)), [
    "first",
    "new",
    "second",
  ]);
});

Deno.test("[M9] widening loosens its owner's ticket alone, and the sex only of who chose it, after two minutes", () => {
  const widening = { sex: "same", age: 0, widen: true } as const;
  const after = (seconds: number, a: Party, b: Party) => {
    const pool = new Pool(day);
    const parties = [a, b, {
      ...b,
      ticket: "double" as TicketId,
      people: [{ ...b.people[0], user: "t" as UserId }],
    }];
    for (const party of parties) pool.add(party as Party, noon + seconds * 1_000);
    return pool.complete(a.ticket) !== null;
  };
  const wide = person("wide", 30, "female", widening);
  assert.deepEqual([14, 15, 29].map((at) => after(at, wide, person("b", 31, "female", open))), [
    false,
    true,
    true,
  ]);
  assert.deepEqual([29, 30].map((at) => after(at, wide, person("b", 32, "female", open))), [
    false,
    true,
  ]);
  assert(!after(600, wide, person("b", 31, "female", strict)), "A strict user is not pulled along");
  assert(!after(600, wide, person("b", 41, "female", open)), "Ten years more at most");
  assert(!after(600, wide, person("b", 30, "male", open)));
  const wider = person("wider", 30, "female", { ...widening, widenSex: true });
  assert.deepEqual([119, 120].map((at) => after(at, wider, person("b", 30, "male", open))), [
    false,
    true,
  ]);
});
