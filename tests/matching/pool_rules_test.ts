// The pool's rules by example.

import assert from "node:assert/strict";
import type { Party } from "../../actors/matching/party.ts";
import { Pool } from "../../actors/matching/pool.ts";
import type { TicketId, UserId } from "../../protocol/domain.ts";
import { noon, party, person, strict, today } from "../support/matching/parties.ts";

/** Puts parties in, none of which may complete a trio. */
function poolOf(parties: readonly Party[], day = today): Pool {
  const pool = new Pool(day);
  for (const one of parties) {
    pool.add(one, noon);
    assert.equal(pool.complete(one.ticket), null, `"${one.ticket}" completed a trio`);
  }
  return pool;
}

function arrive(pool: Pool, one: Party): string | null {
  pool.add(one, noon);
  return pool.complete(one.ticket)?.map((ticket) => ticket.replace("of ", "")).join(", ") ?? null;
}

Deno.test("[M14] two parties of two do not make a trio, and neither does a party with itself", () => {
  const pool = poolOf([party([person("a"), person("b")]), party([person("c"), person("d")])]);
  assert.equal(pool.size, 4);
  assert.equal(arrive(pool, party(person("e"))), "a and b, e");
});

Deno.test("[M14] each member of a party binds the newcomer, and the newcomer must admit each of them", () => {
  const narrow = { sex: "any", age: 2, widen: false } as const;
  const pool = poolOf([
    party([person("a", { age: 30, criteria: narrow }), person("b", { age: 40 })]),
  ]);
  assert.equal(arrive(pool, party(person("c", { age: 35 }))), null);
  assert.equal(arrive(pool, party(person("d", { age: 31, criteria: narrow }))), null);
  assert.equal(arrive(pool, party(person("e", { age: 31 }))), "a and b, e");
});

Deno.test("[M14] members of one party are not tested against each other", () => {
  const pair = party([
    person("a", { age: 20, apart: ["b"] }),
    person("b", { age: 50, sex: "male" }),
  ]);
  assert.equal(arrive(poolOf([pair]), party(person("c"))), "a and b, c");
  const apart = party([
    person("d", { criteria: strict }),
    person("e", { criteria: strict, sex: "male" }),
  ]);
  const pool = poolOf([apart, party(person("f"))]);
  assert.equal(pool.complete(apart.ticket), null);
});

Deno.test("[M14] two groups with an open seat are not made one", () => {
  const seats = [party(person("a"), 0, true), party([person("b"), person("c")], 0, true)];
  const pool = poolOf([...seats, party(person("d"), 0, true)]);
  assert.equal(arrive(pool, party(person("e"))), "b and c, e");
  pool.take(["of b and c", "of e"] as TicketId[], noon);
  assert.equal(arrive(pool, party([person("f"), person("g")])), "a, f and g");
});

Deno.test("[M14] a party on two sides of a wall meets nobody", () => {
  const pair = party([person("a", { age: 17 }), person("b", { age: 18 })]);
  const pool = poolOf([pair, party(person("c", { age: 17 })), party(person("d", { age: 18 }))]);
  assert.equal(pool.size, 4);
});

Deno.test("[M12] a user who waits with one ticket is refused with another, and nothing changes", () => {
  const pool = poolOf([party(person("a"))]);
  assert.throws(
    () => pool.add(party([person("b"), person("a")]), noon),
    /"a" waits with ticket "of a"/,
  );
  assert.equal(pool.size, 1);
  assert.equal(pool.has("of b and a" as TicketId), false);
  assert.throws(
    () => pool.take(["of b"] as unknown as TicketId[], noon),
    /"of b" is not in the pool/,
  );
});

Deno.test("[M15] who waits is taken before who is nearer, at ten seconds a year", () => {
  const far = (ms: number) => party(person("far", { age: 40 }), ms);
  const others = [
    party(person("near", { age: 31 }), 60_000),
    party(person("c", { criteria: strict, sex: null })),
  ];
  const strange = (one: Party) => poolOf([...others, one].map((each) => apart(each)));
  assert.equal(arrive(strange(far(60_000 + 180_000 - 1)), pairUp()), "near, x and y");
  assert.equal(arrive(strange(far(60_000 + 180_000 + 1)), pairUp()), "far, x and y");
});

function pairUp(): Party {
  return party([person("x"), person("y")]);
}

/** Keeps a party apart from "near" and "far", so that the two are in no trio with each other. */
function apart(one: Party): Party {
  const people = one.people.map((each) => ({
    ...each,
    apart: new Set(["near", "far"] as UserId[]),
  }));
  return { ...one, people: people as unknown as Party["people"] };
}

Deno.test("[M15] of equal trios the one with the oldest ticket is taken, then the first by id", () => {
  const pair = party([person("x"), person("y")]);
  const [late, soon, same] = [
    person("a", { apart: ["b", "c"] }),
    person("c", { apart: ["a", "b"] }),
    person("b"),
  ];
  const pool = poolOf([party(late, 1_000), party(soon, 2_000), party(same, 2_000)]);
  assert.equal(arrive(pool, pair), "b, x and y");
});

Deno.test("[M15] a pair behind others that are kept apart is found when it is the best", () => {
  // x0 and y0 are kept apart, and y0 waits longest: (x1, y0) is better than (x0, y1), whichever
  // queue gives the rows.
  const [x, y] = [{ sex: "any", age: 99, widen: false }, {
    sex: "any",
    age: 3,
    widen: false,
  }] as const;
  const parties = [
    party(person("x0", { criteria: x, apart: ["x1", "y0"] }), 3_000),
    party(person("x1", { criteria: x, apart: ["y1"] }), 2_000),
    party(person("y0", { criteria: y, apart: ["y1"] }), 4_000),
    party(person("y1", { criteria: y }), 1_000),
  ];
  for (const order of [parties, parties.toReversed()]) {
    assert.equal(arrive(poolOf(order), party(person("c"))), "y0, x1, c");
  }
});

Deno.test("[M11] two who may be together are found though someone between them is kept apart from both", () => {
  const between = party(person("y", { age: 31, apart: ["x", "z"] }));
  const pool = poolOf([party(person("x", { age: 30 })), party(person("z", { age: 32 })), between]);
  assert.equal(arrive(pool, party(person("c", { age: 30 }))), "c, x, z");
});

Deno.test("[M15] [M16] people who met before are passed over for a stranger who waits less, for a while", () => {
  const known = party([person("k", { met: ["c"] }), person("l")], 200_000);
  const meeting = person("c", { met: ["k"] });
  const strangers = (ms: number) => party([person("s"), person("t")], ms);
  assert.equal(arrive(poolOf([known, strangers(101_000)]), party(meeting, 60_000)), "s and t, c");
  assert.equal(arrive(poolOf([known, strangers(99_000)]), party(meeting, 60_000)), "k and l, c");
});

Deno.test("[M16] people who have met are kept apart until both have waited 60 s, which is a widening", () => {
  const pool = poolOf([
    party(person("a", { met: ["b"] }), 10_000),
    party(person("b", { met: ["a"] }), 20_000),
  ]);
  assert.equal(arrive(pool, party(person("c"))), null);
  assert.equal(pool.nextDue, noon + 40_000);
  assert.deepEqual(pool.due(noon + 49_999), { ticket: "of b", wider: false });
  assert.equal(pool.complete("of b" as TicketId), null);
  assert.equal(pool.due(noon + 49_999), null);
  assert.deepEqual(pool.due(noon + 50_000), { ticket: "of a", wider: false });
  assert.deepEqual(pool.complete("of a" as TicketId), ["of b", "of a", "of c"]);
});

Deno.test("[M16] people who both want to meet again are not kept apart and come first; one alone changes nothing", () => {
  const [one, both] = [["b"], ["a", "b"]].map((again) => [
    party(person("a", { met: ["b"], rematchWishes: again.includes("b") ? ["b"] : [] })),
    party(person("b", { met: ["a"], rematchWishes: again.includes("a") ? ["a"] : [] })),
  ]);
  assert(one && both);
  assert.equal(arrive(poolOf(one), party(person("c"))), null);
  assert.equal(arrive(poolOf(both), party(person("c"))), "a, b, c");
  const friend = party([person("f", { rematchWishes: ["c"] }), person("g")], 1_000);
  const pool = poolOf([party([person("d"), person("e")], 2_000), friend]);
  assert.equal(arrive(pool, party(person("c", { rematchWishes: ["f"] }))), "f and g, c");
});

Deno.test("[M12] a ticket that is placed again is replaced, and a pair kept apart later does not meet", () => {
  const pool = poolOf([party(person("a")), party(person("b"))]);
  pool.keepApart("a" as UserId, "b" as UserId);
  assert.equal(arrive(pool, party(person("c"))), null);
  assert.equal(arrive(pool, party(person("a", { criteria: strict }))), null);
  assert.equal(pool.size, 3);
  assert.equal(
    arrive(pool, party(person("a"))),
    null,
    "The other one's ticket is to be added anew, too",
  );
  assert.equal(arrive(pool, party(person("b"))), "a, b, c");
});

Deno.test("[M13] on a birthday who grew older is searched for again: 29 February on 1 March", () => {
  const leap = { ...person("leap", { criteria: strict }), birthDate: "2000-02-29" };
  const born = (name: string) => ({
    ...person(name, { criteria: strict }),
    birthDate: "1999-05-05",
  });
  const pool = poolOf([party(born("a")), party(born("b")), party(leap)], "2026-02-28");
  assert.deepEqual(pool.dayChanged("2026-02-28"), []);
  assert.deepEqual(pool.dayChanged("2026-03-01"), ["of leap"]);
  assert.equal(pool.look("of leap" as TicketId)?.people[0]?.age, 26);
  assert.deepEqual(pool.complete("of leap" as TicketId), ["of a", "of b", "of leap"]);
});

Deno.test("[M70] people with a device in common do not meet; one alone, or devices that differ, change nothing", () => {
  const at = (name: string, ...devices: readonly string[]) => party(person(name, { devices }));
  assert.equal(arrive(poolOf([at("a", "x"), at("b", "y")]), at("c", "x")), null);
  assert.equal(arrive(poolOf([at("a", "x", "y"), at("b")]), at("c", "z", "y")), null);
  assert.equal(arrive(poolOf([at("a", "x"), at("b", "y")]), at("c", "z")), "a, b, c");
  assert.equal(arrive(poolOf([at("a"), at("b")]), at("c")), "a, b, c");
  const pair = party([person("d", { devices: ["x"] }), person("e", { devices: ["y"] })], 1_000);
  assert.equal(arrive(poolOf([pair]), at("c", "y")), null);
  assert.equal(arrive(poolOf([pair]), at("c", "z")), "d and e, c");
});

Deno.test("[M71] a party that rests waits, is counted, and is matched once it has rested", () => {
  const pair = { ...party([person("a"), person("b")]), restsUntil: noon + 30_000 };
  const pool = poolOf([pair]);
  assert.equal(arrive(pool, party(person("c"), 0)), null);
  assert.equal(pool.size, 3);
  assert.equal(pool.complete(pair.ticket), null);
  assert.equal(pool.nextDue, noon + 30_000);
  assert.equal(pool.due(noon + 29_999), null);
  assert.deepEqual(pool.due(noon + 30_000), { ticket: pair.ticket, wider: false });
  assert.deepEqual(pool.complete(pair.ticket), [pair.ticket, "of c"]);
  // A block, a birthday, a withdrawal meanwhile.
  const other = poolOf([pair]);
  other.keepApart("a" as UserId, "c" as UserId);
  assert.deepEqual(other.dayChanged("2027-06-15"), [pair.ticket]);
  assert.equal(other.complete(pair.ticket), null);
  assert.equal(other.remove(pair.ticket), true);
  assert.deepEqual([other.nextDue, other.size], [null, 0]);
});

Deno.test("[M71] a rest that is over at once is none, and a rematch with who rests waits for them", () => {
  const wishes = (name: string, other: string) => party(person(name, { rematchWishes: [other] }));
  const rested = { ...wishes("a", "b"), restsUntil: noon };
  assert.equal(arrive(poolOf([rested, wishes("b", "a")]), party(person("c"))), "a, b, c");
  const pool = poolOf([{ ...wishes("a", "b"), restsUntil: noon + 1 }, wishes("b", "a")]);
  assert.equal(arrive(pool, party(person("c"))), null);
  assert.deepEqual(pool.due(noon + 1), { ticket: "of a", wider: false });
  assert.deepEqual(pool.complete("of a" as TicketId), ["of a", "of b", "of c"]);
});
