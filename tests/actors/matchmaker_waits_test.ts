// The matchmaker over time: people who met, rematch wishes, widening after a restart, loads.

import assert from "node:assert/strict";
import type { Criteria, GroupId } from "../../protocol/domain.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { Hall, Listener } from "../support/matching/hall.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import type { Store } from "../../db/store/store.ts";
import { after, alike, anyone, newId, place, signUp } from "../support/store/store_cast.ts";

/** Three who were in a group until just now. */
async function whoHaveMet(hall: Hall): Promise<readonly [Listener, Listener, Listener, GroupId]> {
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  const group = await hall.trio(anna, bob, clo);
  await hall.quit(anna, group);
  return [anna, bob, clo, group];
}

function again(user: Listener, other: Listener, on = true) {
  return { type: "set_rematch_wish", user: user.id, other: other.id, on } as const;
}

Deno.test("[T18] people who met are kept apart until both have waited 60 s, and are matched at that moment", async () => {
  await using hall = new Hall({ metDays: 30 });
  const [anna, bob] = await whoHaveMet(hall);
  const dora = await hall.person("dora");
  await hall.place(anna);
  hall.clock.advance(10_000);
  await hall.place(bob);
  assert.notEqual(await hall.place(dora), null);
  hall.clock.advance(59_999);
  assert.notEqual(await hall.look(dora), null, "One has not waited long enough");
  hall.clock.advance(1);
  assert.equal(await hall.look(dora), null);
  assert.deepEqual(await hall.groupsOf(dora), ["anna, bob, dora"]);
});

Deno.test("[T18] who met longer ago than MET_DAYS, or at all where it is 0, is a stranger", async () => {
  for (
    const [metDays, day, isStranger] of [[30, "07-14", false], [30, "07-16", true], [
      0,
      "06-15",
      true,
    ]] as const
  ) {
    const store = createMemoryStore();
    const people: Listener[] = [];
    {
      await using hall = new Hall({ store, metDays });
      const [anna, bob] = await whoHaveMet(hall);
      people.push(anna, bob, await hall.person("dora"));
    }
    await using hall = new Hall({
      store,
      metDays,
      clock: new FakeClock(`2026-${day}T12:00:00.000Z`),
    });
    for (const one of people) await hall.place(one);
    assert.equal(
      (await hall.groupsOf(people[2] ?? assert.fail())).length === 1,
      isStranger,
      `${day} of ${metDays}`,
    );
  }
});

Deno.test("[T18] again is refused for strangers, and told to nobody else until it is mutual", async () => {
  await using hall = new Hall({ metDays: 30 });
  const [anna, bob, clo, group] = await whoHaveMet(hall);
  const dora = await hall.person("dora");
  assert.equal(await hall.ask(again(bob, dora)), "not_found");
  assert.equal(await hall.ask(again(bob, bob)), "not_found");
  assert.equal(
    await hall.ask(again(anna, bob)),
    "not_found",
    "Who has quit says nothing of the group any more",
  );
  for (const one of [anna, bob, clo]) one.news();
  const shownTo = async (one: Listener, other: Listener) => {
    const { group: shown } = await one.next("group");
    assert.equal(shown.id, group);
    return shown.members.find(({ id }) => id === other.id)?.again;
  };
  assert.equal(await hall.ask(again(bob, clo)), "done");
  assert.equal(await shownTo(bob, clo), "asked");
  assert.deepEqual(clo.news(), []);
  assert.equal(await hall.ask(again(clo, bob)), "done");
  assert.deepEqual([await shownTo(bob, clo), await shownTo(clo, bob)], ["mutual", "mutual"]);
  assert.equal(await hall.ask(again(clo, bob, false)), "done");
  assert.deepEqual([await shownTo(bob, clo), await shownTo(clo, bob)], ["asked", undefined]);
  assert.equal(await hall.ask(again(clo, bob, false)), "done");
  assert.equal(await shownTo(clo, bob), undefined);
  assert.deepEqual(
    [bob.news(), anna.news()],
    [[], []],
    "What was not mutual is nobody else's business",
  );
});

Deno.test("[T18] two who want to meet again are not kept apart; taken back, they are", async () => {
  await using hall = new Hall({ metDays: 30 });
  const [anna, bob] = await hall.people("anna", "bob");
  const [clo, dora] = await hall.people("clo", "dora");
  assert(anna && bob && clo && dora);
  const group = await hall.trio(anna, bob, clo);
  assert.equal(await hall.ask(again(anna, bob)), "done");
  assert.equal(await hall.ask(again(bob, anna)), "done");
  await hall.quit(clo, group);
  await hall.quit(bob, group);
  await hall.place(anna);
  await hall.place(bob);
  assert.equal(await hall.place(dora), null);
  const shown = await anna.next("group").then(({ group }) => group.members);
  await hall.look(anna);
  assert.deepEqual(await hall.groupsOf(dora), ["anna, bob, dora"]);
  const formed = anna.frames.findLast((frame) => frame.type === "group");
  assert(formed?.type === "group" && shown.length === 3);
  assert.equal(formed.group.members.find(({ id }) => id === bob.id)?.again, "mutual");
  assert.equal(formed.group.members.find(({ id }) => id === dora.id)?.again, undefined);
});

Deno.test("[T18] two who wait complete a trio at the moment when both want to meet again", async () => {
  await using hall = new Hall({ metDays: 30 });
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  assert(anna && bob && clo && dora);
  const group = await hall.trio(anna, bob, clo);
  assert.equal(await hall.ask(again(clo, bob)), "done");
  await hall.quit(clo, group);
  for (const one of [bob, clo, dora]) await hall.place(one);
  assert.deepEqual(await hall.groupsOf(dora), []);
  assert.equal(await hall.ask(again(bob, clo)), "done");
  assert.deepEqual(await hall.groupsOf(dora), ["bob, clo, dora"]);
  assert.deepEqual(await hall.groupsOf(anna), ["anna, bob"]);
});

Deno.test("[T7] who waits alone is matched with someone from whose group they have parted, though that one came later", async () => {
  await using hall = new Hall();
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  assert(anna && bob && clo && dora);
  const group = await hall.trio(anna, bob, clo);
  await hall.place(anna);
  await hall.place(dora);
  await hall.quit(bob, group);
  assert.equal(await hall.place(bob), null);
  assert.deepEqual(await hall.groupsOf(dora), ["anna, bob, dora"]);
});

Deno.test("[M17] after a restart a ticket and a seat have widened by their wait, and go on from there", async () => {
  const [store, clock] = [createMemoryStore(), new FakeClock()];
  const widening = { ...alike, widen: true };
  const people: Listener[] = [];
  {
    await using hall = new Hall({ store, clock });
    const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
    assert(anna && bob && clo);
    const group = await hall.trio(anna, bob, clo);
    await hall.quit(anna, group);
    await hall.ask({ type: "open_seat", user: bob.id, group, criteria: widening });
    await hall.ask({ type: "open_seat", user: clo.id, group, criteria: anyone });
    await hall.place(anna, widening);
    people.push(anna, bob, clo);
    clock.advance(20_000);
  }
  await using hall = new Hall({ store, clock });
  const [anna, bob] = people;
  assert(anna && bob);
  const eve = await hall.person("eve", { birthDate: "1994-01-01", sex: "female" });
  assert.notEqual(await hall.place(eve), null);
  assert.equal((await hall.look(anna))?.effective.age, 1);
  assert.equal((await hall.look(anna))?.since, "2026-06-15T12:00:00.000Z");
  clock.advance(9_999);
  assert.notEqual(await hall.look(eve), null);
  hall.connect(anna);
  anna.news();
  clock.advance(1);
  assert.equal(await hall.look(eve), null, "Two years lie between, since 30 s have passed");
  assert.deepEqual(await hall.groupsOf(bob), ["bob, clo, eve"]);
  assert.equal((await anna.next("ticket")).ticket?.effective.age, 2);
});

Deno.test("[E6] who has waited longer goes first where a wait counts for much, and the nearer age where it does not", async () => {
  const bornIn = (year: number) => ({ birthDate: `${year}-01-01`, sex: null });
  for (const [creditMs, first] of [[10_000, "bob"], [1_000, "anna"]] as const) {
    await using hall = new Hall({ creditMs });
    const anna = await hall.person("anna", bornIn(1990));
    const bob = await hall.person("bob", bornIn(1994));
    const clo = await hall.person("clo", bornIn(1995));
    const dora = await hall.person("dora", bornIn(1995));
    await hall.store.block(anna.id, bob.id, "2026-06-15T11:00:00.000Z");
    await hall.place(anna);
    hall.clock.advance(9_000);
    for (const one of [bob, clo]) await hall.place(one);
    await hall.place(dora);
    assert.deepEqual(await hall.groupsOf(dora), [`${first}, clo, dora`]);
  }
});

Deno.test("[T20] tickets that wait together are stored at once, and the groups of them too", async () => {
  const calls: string[] = [];
  const inner = createMemoryStore();
  const store = new Proxy(inner, {
    get(target, method) {
      if (method === "placeTickets" || method === "formGroups") calls.push(String(method));
      return Reflect.get(target, method);
    },
  });
  await using hall = new Hall({ store });
  const people = await hall.people(...Array.from({ length: 10 }, (_, at) => `p${at}`));
  const [first] = people;
  assert(first);
  await hall.look(first);
  calls.length = 0;
  const asked = people.map((one) => hall.ask({ type: "place", user: one.id, criteria: anyone }));
  const twice = hall.ask({ type: "place", user: first.id, criteria: alike });
  assert.deepEqual(new Set(await Promise.all([...asked, twice])), new Set(["ticket"]));
  const sizes = await Promise.all(people.map(async (one) => (await hall.groupsOf(one)).length));
  assert.equal(sizes.filter((size) => size === 1).length, 9);
  assert.deepEqual(calls.filter((call) => call === "formGroups"), ["formGroups"]);
  assert(calls.filter((call) => call === "placeTickets").length <= 3, calls.join());
});

Deno.test("[T20] of tickets placed together one that is refused, or looked at, changes nothing for the others", async () => {
  await using hall = new Hall();
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  const kim = await hall.person("kim", null);
  assert(anna && bob && clo);
  await hall.look(anna);
  const place = (one: Listener) =>
    hall.world.placement.askMatchmaker({ type: "place", user: one.id, criteria: anyone });
  const look = hall.world.placement.askMatchmaker({ type: "look", user: anna.id });
  const answers = await Promise.all([place(anna), place(kim), look, place(bob)]);
  assert.deepEqual(answers.map(({ type }) => type), ["ticket", "refused", "ticket", "ticket"]);
  assert.equal((await hall.look(bob))?.waiting, 2);
  assert.equal(await hall.place(clo), null);
});

Deno.test("[T21] while very many tickets are read at the start, it is told how many there are so far", async () => {
  const store = createMemoryStore();
  const paged = new Proxy(store, {
    get(target, method) {
      if (method !== "openTickets") return Reflect.get(target, method);
      return async (metSince: null, onPage: (count: number) => void) => {
        for (const count of [4_000, 12_000, 21_000, 23_000]) onPage(count);
        return await store.openTickets(metSince);
      };
    },
  });
  await using hall = new Hall({ store: paged });
  await hall.look(await hall.person("anna"));
  assert.deepEqual(hall.progress, [12_000, 23_000]);
  await using small = new Hall();
  await small.look(await small.person("anna"));
  assert.deepEqual(small.progress, []);
  assert.equal(await small.ask({ type: "look", user: newId<"user">() }), "ticket");
});

Deno.test("[M8] of tickets that are there at the start the longest-waiting are matched, in whatever order they are read", async () => {
  const inner = createMemoryStore();
  const store: Store = {
    ...inner,
    openTickets: async (...asked) => (await inner.openTickets(...asked)).toReversed(),
  };
  for (const [at, name] of ["anna", "bob", "clo", "dora"].entries()) {
    await place(store, await signUp(store, name), anyone, after(at * 1_000));
  }
  await using hall = new Hall({ store });
  const eve = await hall.person("eve");
  await hall.look(eve);
  const left = await store.openTickets(null);
  assert.deepEqual(left.flatMap(({ seekers }) => seekers.map(({ user }) => user.username)), [
    "dora",
  ]);
});

/**
 * Women of different ages who accept nobody yet and are away, beside two partners of 60 who accept
 * anyone.
 */
async function crowdWithHints(hall: Hall, count: number): Promise<Listener[]> {
  const [old, older] = [
    await hall.person("old", { birthDate: "1966-01-01", sex: "male" }),
    await hall.person("older", { birthDate: "1966-01-01", sex: "male" }),
  ];
  await hall.pair(old, older);
  await hall.place(old);
  const women: Listener[] = [];
  for (let age = 31; women.length < count; age++) {
    if (age === 60) continue;
    const profile = { birthDate: `${2026 - age}-01-01`, sex: "female" } as const;
    women.push(new Listener(await signUp(hall.store, `of ${age}`, profile)));
  }
  return women;
}

const nobodyYet: Criteria = { sex: "any", age: 0, widen: false };

for (const [together, hasHints] of [[50, true], [51, false]] as const) {
  Deno.test(`[T22] of ${together} who look at once each is ${hasHints ? "" : "not "}given hints`, async () => {
    await using hall = new Hall();
    // The first command's turn begins at once; the others wait behind it and go together.
    const [first, ...others] = await crowdWithHints(hall, together + 1);
    assert(first);
    for (const one of [first, ...others]) await hall.place(one, nobodyYet);
    hall.clock.sleep(30_000);
    await hall.ask({ type: "review" });
    const tickets = await Promise.all([first, ...others].map((one) => hall.look(one)));
    const [alone, ...rest] = tickets.map((ticket) => ticket?.hints !== undefined);
    assert.equal(alone, true);
    assert.deepEqual(rest, rest.map(() => hasHints));
  });
}

Deno.test("[T22] of 52 who are told how they wait after a fault none is given new hints; who looks is", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const women = await crowdWithHints(hall, 52);
  for (const woman of women) await hall.place(woman, nobodyYet);
  hall.clock.sleep(30_000);
  await hall.look(women[0] ?? assert.fail());
  for (const woman of women) hall.connect(woman);
  faulty.fail("placeTickets", "after", 2);
  const answers = await Promise.all(
    women.map(({ id: user }) => hall.ask({ type: "place", user, criteria: nobodyYet })),
  );
  assert.deepEqual(new Set(answers), new Set(["unavailable"]));
  for (const woman of women) woman.news();
  hall.clock.sleep(2_000);
  const hinted = [];
  for (const woman of women) {
    const { ticket } = await woman.next("ticket");
    if (ticket?.hints !== undefined) hinted.push(woman);
  }
  assert.deepEqual(hinted, women.slice(0, 1));
  assert((await hall.look(women[1] ?? assert.fail()))?.hints !== undefined);
});
