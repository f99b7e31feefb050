// Places in lists, colours, links and entries that are used again must not go stale. Each example
// is one that a pool with something stale gets wrong.

import assert from "node:assert/strict";
import { ClassIndex } from "../../actors/matching/index/class_index.ts";
import { noColours } from "../../actors/matching/index/colours.ts";
import { type Due, DueHeap } from "../../actors/matching/index/due_heap.ts";
import { EntryPool } from "../../actors/matching/index/entry_pool.ts";
import type { Entry } from "../../actors/matching/entry.ts";
import { Search } from "../../actors/matching/search/search.ts";
import { Candidates } from "../../actors/matching/search/candidates.ts";
import { linkRematches, unlinkRematches } from "../../actors/matching/search/rematches.ts";
import { defaultTerms, type Party } from "../../actors/matching/party.ts";
import { Pool } from "../../actors/matching/pool.ts";
import type { TicketId } from "../../protocol/domain.ts";
import { noon, party, person, strict, today } from "../support/matching/parties.ts";

const entries = new EntryPool(defaultTerms);

function entryOf(one: Party): Entry {
  return Object.assign(entries.take(one, today, noon), { isActive: true });
}

function add(pool: Pool, one: Party): TicketId {
  pool.add(one, noon);
  assert.equal(pool.complete(one.ticket), null, `"${one.ticket}" completed a trio`);
  return one.ticket;
}

Deno.test("[M8] a queue is in the order of waiting, whoever comes in first and whoever leaves", () => {
  const index = new ClassIndex();
  const waits = [30, 10, 50, 20, 40].map((ms) => entryOf(party(person(`${ms}`), ms)));
  for (const entry of waits) index.add(entry);
  const [first] = waits;
  assert(first);
  const queue = index.queueOf(first);
  const order = () => queue?.entries.map(({ user }) => Number(user));
  assert.deepEqual(order(), [50, 40, 30, 20, 10]);
  index.remove(first);
  assert.deepEqual(order(), [50, 40, 20, 10]);
});

Deno.test("[M8] of people of one class who cannot be together the longest-waiting is taken, whoever came first", () => {
  const names = ["a", "b", "c"];
  const pool = new Pool(today);
  for (const [name, ms] of [["a", 20], ["b", 30], ["c", 10]] as const) {
    add(pool, party(person(name, { apart: names.filter((other) => other !== name) }), ms));
  }
  const pair = party([person("x"), person("y")]);
  pool.add(pair, noon);
  assert.deepEqual(pool.complete(pair.ticket), ["of b", "of x and y"]);
});

Deno.test("[M17] an item that has left the heap, and one that took its place, come again at their time", () => {
  interface Item extends Due {
    readonly name: string;
  }
  const heap = new DueHeap<Item>((a, b) => a.name < b.name ? -1 : 1);
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name): Item => ({ name, dueAt: 0, place: -1 }));
  assert(a && b && c && d);
  for (const [item, at] of [[a, 1], [b, 5], [c, 2], [d, 6]] as const) heap.set(item, at);
  heap.set(b, null);
  heap.set(b, null);
  heap.set(d, 0);
  assert.equal(heap.earliest, d, "The last one stands where the other was");
  heap.set(d, 9);
  heap.set(b, 3);
  const order = [];
  for (let item = heap.earliest; item !== null; item = heap.earliest) {
    order.push(item.name);
    heap.set(item, null);
  }
  assert.deepEqual(order, ["a", "c", "b", "d"]);
});

Deno.test("[M18] a class whose queue has moved among those of its age is found, and goes away, like any other", () => {
  const pool = new Pool(today);
  const criteria = [0, 1, 2].map((age) => ({ sex: "any", age, widen: false }) as const);
  const [first, second, third] = criteria.map((asked, at) =>
    add(
      pool,
      party(person(`p${at}`, { criteria: asked, apart: ["p0", "p1", "p2"] })),
    )
  );
  assert(first && second && third);
  pool.remove(first);
  pool.remove(third);
  add(pool, party(person("x")));
  assert.equal(pool.has(second), true);
  const last = party(person("y"));
  pool.add(last, noon);
  assert.deepEqual(pool.complete(last.ticket), [second, "of x", "of y"]);
});

Deno.test("[M18] an entry that is used again for another ticket has no colours of the former", () => {
  const pool = new EntryPool(defaultTerms);
  const entry = pool.take(party(person("a")), today, noon);
  entry.colours = 0b101;
  pool.giveBack(entry);
  const next = pool.take(party(person("b")), today, noon);
  assert.equal(next, entry);
  assert.equal(next.colours, noColours);
});

Deno.test("[M18] a cursor that is used again reads the colours of its new queue", () => {
  const index = new ClassIndex();
  const [one, other, seeker] = ["one", "other", "seeker"].map((name, at) =>
    entryOf(party(person(name, { age: 30 + at })))
  );
  assert(one && other && seeker);
  one.colours = 0b01;
  other.colours = 0b10;
  const candidates = new Candidates();
  const query = { seeker, ignore: null, terms: defaultTerms, apartColours: noColours };
  for (const entry of [one, other]) {
    index.add(entry);
    const queue = index.queueOf(entry);
    assert(queue);
    candidates.begin(query);
    candidates.add(queue, 1);
    assert.equal(candidates.at(0)?.at(0), entry);
    assert.deepEqual(
      [candidates.at(0)?.commonColours, candidates.at(0)?.anyColours],
      [entry.colours, entry.colours],
    );
  }
});

Deno.test("[M18] a search gives its ticket the colours of all that are kept apart, and none of an earlier search", () => {
  const index = new ClassIndex();
  const search = new Search({ index, withRematches: new Set(), terms: defaultTerms });
  const [one, other] = ["one", "other"].map((name) => entryOf(party(person(name))));
  assert(one && other);
  one.colours = 0b0100;
  other.colours = 0b1000;
  for (const entry of [one, other]) index.add(entry);
  const coloursFor = (apart: readonly string[]) => {
    const seeker = entryOf(party(person("seeker", { apart })));
    search.find(seeker, null);
    return search.freeColours();
  };
  assert.equal(coloursFor(["one", "other"]), 0b1100);
  assert.equal(coloursFor(["one"]), 0b0100);
  assert.equal(coloursFor([]), 0b0001);
});

Deno.test("[M13] [M18] people kept apart by a wall until a birthday of all are found on that day by the first", () => {
  const pool = new Pool("2026-06-14");
  const born = (name: string, year: number) => ({
    ...person(name),
    birthDate: `${year}-06-15`,
  });
  add(pool, party(born("a", 2008), 1_000));
  add(pool, party(born("b", 2007), 2_000));
  add(pool, party(born("c", 2007), 3_000));
  assert.deepEqual(pool.dayChanged("2026-06-15"), ["of c", "of b", "of a"]);
  assert.deepEqual(pool.complete("of c" as TicketId), ["of c", "of b", "of a"]);
});

Deno.test("[M18] a colour that a candidate has is not taken over from who is kept apart", () => {
  const pool = new Pool(today);
  // a and b have one colour, since they may not be together. c may be with b and not with a.
  add(pool, party(person("a", { apart: ["b", "c"] })));
  add(pool, party(person("b")));
  add(pool, party(person("c")));
  const last = party(person("d", { apart: ["a"] }));
  pool.add(last, noon);
  assert.deepEqual(pool.complete(last.ticket), ["of b", "of c", "of d"]);
});

Deno.test("[M16] a rematch is linked from both sides, whoever came first, and leaves with either", () => {
  const [a, b] = [
    entryOf(party(person("a", { rematchWishes: ["b"] }))),
    entryOf(party(person("b", { rematchWishes: ["a"] }))),
  ];
  const linked = new Set<Entry>();
  linkRematches(b, (user) => user === "a" ? [a] : [], linked);
  assert.deepEqual([a.rematches, b.rematches], [[b], [a]]);
  assert.deepEqual(linked, new Set([a, b]));
  unlinkRematches(a, linked);
  assert.deepEqual([a.rematches, b.rematches, linked.size], [[], [], 0]);
});

Deno.test("[M16] a wish of one alone links nothing", () => {
  const [a, b] = [
    entryOf(party(person("a", { rematchWishes: ["b"] }))),
    entryOf(party(person("b", { rematchWishes: ["c"] }))),
  ];
  const linked = new Set<Entry>();
  linkRematches(a, () => [b], linked);
  linkRematches(b, () => [a], linked);
  assert.deepEqual([a.rematches, b.rematches, linked.size], [[], [], 0]);
});

for (const first of ["asker", "pair"] as const) {
  Deno.test(`[M16] who widens finds whom they want to meet again behind others, the ${first} having come first`, () => {
    const pool = new Pool(today);
    const asker = party(
      person("asker", { rematchWishes: ["b1"], criteria: { ...strict, widen: true } }),
    );
    const pair = party([
      person("b1", { age: 31, rematchWishes: ["asker"] }),
      person("b2", { age: 31 }),
    ], 10_000);
    const strangers = party([person("x1", { age: 31 }), person("x2", { age: 31 })], 20_000);
    for (const one of first === "asker" ? [asker, strangers, pair] : [pair, strangers, asker]) {
      add(pool, one);
    }
    assert.deepEqual(pool.due(noon + 15_000), { ticket: asker.ticket, wider: true });
    assert.deepEqual(pool.complete(asker.ticket), [pair.ticket, asker.ticket]);
    pool.remove(pair.ticket);
    assert.deepEqual(pool.complete(asker.ticket), [strangers.ticket, asker.ticket]);
  });
}
