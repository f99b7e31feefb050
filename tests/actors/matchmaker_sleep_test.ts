// Tickets whose people are away, as the matchmaker has them: on the memory store, in virtual time.

import assert from "node:assert/strict";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { AlonePace } from "../../actors/matchmaker/alone_pace.ts";
import type { UserId } from "../../protocol/domain.ts";
import { Hall } from "../support/matching/hall.ts";
import { alike, anyone, signUp } from "../support/store/store_cast.ts";

const minute = 60_000;
const tooLong = 3 * minute;
/** A turn may take no longer. */
const step = 2_000;
const away = { ticketAwayMs: tooLong };
const man = { birthDate: "1996-01-01", sex: "male" } as const;

Deno.test("[J1] a ticket falls asleep once its owner had no socket for so long, and no sooner", async () => {
  await using hall = new Hall(away);
  const anna = await hall.person("anna");
  await hall.place(anna, alike);
  await hall.pass(3 * tooLong, step);
  assert.equal((await hall.world.tickets.view(anna.id))?.asleep, false, "Who is there is awake");
  await hall.disconnect(anna);
  await hall.pass(tooLong - 2 * minute, step);
  assert.equal((await hall.world.tickets.view(anna.id))?.asleep, false);
  await hall.pass(3 * minute, step);
  assert.equal((await hall.world.tickets.view(anna.id))?.asleep, true);
  await hall.pass(3 * minute, step);
  assert.deepEqual(hall.asleep, [anna.id], "It is told once");
});

Deno.test("[J1] who never had a socket is away from the making of the ticket on; at 0 nobody ever is", async () => {
  for (const ticketAwayMs of [tooLong, 0]) {
    await using hall = new Hall({ ticketAwayMs });
    const anna = await signUp(hall.store, "anna");
    await hall.pass(2 * tooLong, step);
    await hall.ask({ type: "place", user: anna.id, criteria: alike });
    await hall.pass(tooLong - minute, step);
    assert.equal((await hall.world.tickets.view(anna.id))?.asleep, false);
    await hall.pass(2 * minute, step);
    assert.equal((await hall.world.tickets.view(anna.id))?.asleep, ticketAwayMs > 0);
  }
});

Deno.test("[J2] who sleeps is not matched nor counted, and is matched at once after hello; their since stays", async () => {
  await using hall = new Hall(away);
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  const placed = await hall.place(anna);
  await hall.disconnect(anna);
  await hall.pass(tooLong + minute, step);
  await hall.place(bob);
  const ticket = await hall.place(clo);
  assert.deepEqual([ticket?.waiting, ticket?.alone], [2, false]);
  assert.deepEqual(await hall.groupsOf(bob), []);
  await hall.hello(anna);
  const { ticket: shown } = await anna.next("ready");
  assert.deepEqual([shown?.asleep, shown?.since], [false, placed?.since]);
  assert.equal(shown?.wokenAt, new Date(hall.clock.now()).toISOString());
  await anna.next("group");
  assert.deepEqual(await hall.groupsOf(bob), ["anna, bob, clo"]);
});

Deno.test("[J3] credit for waiting counts from the waking: who was here goes first, and nothing has widened", async () => {
  await using hall = new Hall({ ...away, creditMs: 1 });
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  const wide = { sex: "same", age: 0, widen: true, widenSex: true } as const;
  await hall.place(anna, wide);
  await hall.disconnect(anna);
  await hall.pass(tooLong + minute, step);
  await hall.place(bob, alike);
  await hall.pass(1_000);
  await hall.hello(anna);
  await anna.next("ready");
  const { ticket } = await anna.next("ticket");
  assert.deepEqual(ticket?.effective, { sex: "same", age: 0, widen: true });
  const [clo, dora] = [await hall.person("clo"), await hall.person("dora")];
  await hall.place(clo, alike);
  assert.deepEqual(await hall.groupsOf(bob), ["anna, bob, clo"]);
  await hall.place(dora, alike);
  assert.deepEqual(await hall.groupsOf(dora), []);
});

Deno.test("[J3] of two who fit alike who was here longer is matched before who was away", async () => {
  await using hall = new Hall(away);
  const anna = await hall.person("anna", { birthDate: "1986-01-01", sex: "female" });
  const [bob, clo, dora] = await hall.people("bob", "clo", "dora");
  assert(bob && clo && dora);
  const few = { sex: "any", age: 5, widen: false } as const;
  await hall.place(anna, few);
  await hall.disconnect(anna);
  await hall.pass(tooLong + minute, step);
  const eve = await hall.person("eve", { birthDate: "1986-01-01", sex: "female" });
  const fay = await hall.person("fay", { birthDate: "1986-01-01", sex: "female" });
  await hall.place(eve, { ...few, sex: "same" });
  await hall.pass(1_000);
  await hall.hello(anna);
  await hall.pass(1_000);
  await hall.place(fay, { ...few, age: 0 });
  assert.deepEqual(await hall.groupsOf(eve), ["anna, eve, fay"]);
  assert.deepEqual(await hall.groupsOf(bob), []);
});

Deno.test("[J4] between two partners both must be away, and either's hello wakes", async () => {
  await using hall = new Hall(away);
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  await hall.pair(anna, bob);
  await hall.place(anna, alike);
  await hall.disconnect(anna);
  await hall.pass(tooLong + minute, step);
  assert.equal((await hall.world.tickets.view(bob.id))?.asleep, false);
  await hall.disconnect(bob);
  await hall.pass(tooLong + 3 * minute, step);
  assert.deepEqual(
    [(await hall.world.tickets.view(anna.id))?.asleep, [...hall.asleep].sort()],
    [true, [anna.id, bob.id].sort()],
  );
  await hall.hello(bob);
  assert.equal((await hall.world.tickets.view(anna.id))?.asleep, false);
  assert.equal((await hall.look(anna))?.asleep, false);
});

Deno.test("[J5] a ticket that sleeps does so after a restart and for another matchmaker, and can be changed and withdrawn", async () => {
  const store = createMemoryStore();
  await using hall = new Hall({ ...away, store });
  const anna = await hall.person("anna");
  await hall.place(anna);
  await hall.disconnect(anna);
  await hall.pass(tooLong + minute, step);
  await using other = new Hall({ ...away, store, clock: hall.clock });
  const [bob, clo] = await other.people("bob", "clo");
  assert(bob && clo);
  await other.place(bob);
  assert.equal((await other.place(clo))?.waiting, 2);
  const changed = await other.place(anna, alike);
  assert.deepEqual([changed?.asleep, changed?.criteria], [true, alike]);
  assert.equal(await other.look(anna), null, "It is in no pool");
  assert.equal(await other.ask({ type: "withdraw", user: anna.id }), "ticket");
  assert.equal(await other.world.tickets.view(anna.id), null);
});

Deno.test("[J6] the seat of a group sleeps while all who are in it are away, and wakes with any of them", async () => {
  await using hall = new Hall(away);
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  assert(anna && bob && clo && dora);
  const group = await hall.trio(anna, bob, clo);
  await hall.quit(anna, group);
  assert.equal(await hall.ask({ type: "open_seat", user: bob.id, group, criteria: null }), "seat");
  await hall.disconnect(bob);
  await hall.pass(tooLong + minute, step);
  assert.equal((await hall.store.seat(group, null))?.asleep, false, "One of them is there");
  await hall.disconnect(clo);
  await hall.pass(tooLong + minute, step);
  assert.equal((await hall.store.seat(group, null))?.asleep, true);
  assert.deepEqual(hall.asleep, [], "It is a ticket of nobody");
  await hall.place(dora);
  assert.deepEqual(await hall.groupsOf(dora), []);
  await hall.hello(clo);
  await dora.next("group");
  assert.deepEqual(await hall.groupsOf(dora), ["bob, clo, dora"]);
});

Deno.test("[J7] a wake whose word was lost is found by the next look", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ ...away, store: faulty.store });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  await hall.place(anna);
  await hall.disconnect(anna);
  await hall.pass(tooLong + minute, step);
  await hall.place(bob);
  await hall.place(clo);
  // As hello does in a process that ends before it can tell.
  await hall.store.comeBack(anna.id, new Date(hall.clock.now()).toISOString());
  assert.deepEqual(await hall.groupsOf(bob), []);
  faulty.fail("wokenSince", "before", 3);
  await hall.pass(70_000, 1_000);
  await hall.pass(70_000, 1_000);
  assert.deepEqual(await hall.groupsOf(bob), ["anna, bob, clo"]);
});

Deno.test("[I50] whose ticket falls asleep in a turn that is given up, or in a call that was reported as failed, is pushed it once", async () => {
  for (const isHanging of [true, false]) {
    const faulty = createFaultyStore(createMemoryStore());
    await using hall = new Hall({ ...away, store: faulty.store });
    const anna = await hall.person("anna");
    await hall.place(anna, alike);
    await hall.disconnect(anna);
    const hanging = isHanging ? faulty.hang("putToSleep") : null;
    if (!isHanging) faulty.fail("putToSleep", "after");
    await hall.pass(tooLong + minute, step);
    await hall.pass(10_000);
    hanging?.letGo();
    await hall.pass(2 * minute, 1_000);
    assert.deepEqual(hall.asleep, [anna.id]);
  }
});

Deno.test("[J7] who comes while their ticket falls asleep is awake, and who could not be noted is there all the same", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ ...away, store: faulty.store });
  const anna = await hall.person("anna");
  await hall.place(anna, alike);
  await hall.disconnect(anna);
  const hanging = faulty.hang("putToSleep");
  await hall.pass(tooLong + minute, step);
  await hall.pass(10_000);
  hall.connect(anna);
  hanging.letGo();
  await hall.pass(1_000);
  assert.equal(
    (await hall.world.tickets.view(anna.id))?.asleep,
    true,
    "By a turn that was given up",
  );
  await hall.pass(2 * minute, step);
  assert.equal((await hall.world.tickets.view(anna.id))?.asleep, false);
  assert.equal((await hall.look(anna))?.asleep, false);
  faulty.fail("noteSeen", "before", Infinity);
  await hall.pass(2 * tooLong, step);
  assert.equal((await hall.look(anna))?.asleep, false);
});

Deno.test("[J8] alone says that nobody waits whom one could ever meet, and is told when that changes", async () => {
  await using hall = new Hall();
  const anna = await hall.person("anna");
  const bob = await hall.person("bob", man);
  const wide = { sex: "same", age: 0, widen: true } as const;
  assert.equal((await hall.place(anna, wide))?.alone, true);
  assert.equal((await hall.place(bob, wide))?.alone, true, "Sexes that never meet");
  assert.equal((await hall.world.tickets.view(anna.id))?.alone, true, "As it is stored");
  anna.news();
  const clo = await hall.person("clo", { birthDate: "1986-01-01", sex: "female" });
  await hall.place(clo, { sex: "any", age: 9, widen: false });
  assert.deepEqual(anna.news(), [], "A year too far for ever");
  await hall.place(clo, { sex: "any", age: 10, widen: false });
  assert.equal((await anna.next("ticket")).ticket?.alone, false);
  await hall.ask({ type: "withdraw", user: clo.id });
  assert.equal((await hall.look(anna))?.alone, false);
  await hall.pass(70_000, step);
  while ((await anna.next("ticket")).ticket?.alone !== true);
  bob.news();
  await hall.place(bob, { ...wide, widenSex: true });
  const eve = await hall.person("eve", { birthDate: "1996-01-01", sex: "male" });
  assert.equal((await hall.place(eve, anyone))?.alone, false);
  assert.equal((await hall.look(bob))?.alone, false);
});

Deno.test("[J53] whoever changes their wish is told five times at once whether they are alone, and then once a minute", async () => {
  await using hall = new Hall();
  const anna = await hall.person("anna");
  const bob = await hall.person("bob");
  const near = { sex: "any", age: 0, widen: false } as const;
  const told = async (age: number) => (await hall.place(anna, { ...near, age }))?.alone;
  assert.deepEqual([await told(0), await told(1), await told(2), await told(3)], [
    ...[true, true, true, true],
  ]);
  await hall.place(bob, near);
  assert.deepEqual((await anna.next("ticket")).ticket?.alone, true, "As the first answer was");
  assert.equal((await hall.look(anna))?.alone, false, "Who comes is told at once");
  await hall.ask({ type: "withdraw", user: bob.id });
  anna.news();
  assert.deepEqual([await told(4), await told(5), await told(4)], [false, false, false]);
  await hall.ask({ type: "withdraw", user: anna.id });
  assert.equal(await told(4), false, "Also with a new ticket");
  await hall.pass(20_000, step);
  assert.equal((await hall.look(anna))?.alone, false);
  anna.news();
  await hall.pass(50_000, step);
  assert.equal((await anna.next("ticket")).ticket?.alone, true);
  assert.equal((await hall.look(anna))?.alone, true);
  assert.equal((await hall.world.tickets.view(anna.id))?.alone, true, "As it is stored");
  assert.equal(await told(5), false, "As long as it may not be looked at");
  assert.equal((await hall.world.tickets.view(anna.id))?.alone, false);
});

Deno.test("[J53] with the same wish changes are told once a minute, who comes at last at once, and two partners as one", () => {
  const pace = new AlonePace();
  const [anna, bob] = ["anna" as UserId, "bob" as UserId];
  const look = (wish: string, seconds: number, isAlone: boolean, users = [anna]) =>
    pace.look({ users, wish, now: seconds * 1000, isAlone });
  assert.equal(look("one", 0, true), true);
  assert.equal(look("one", 1, false), false);
  assert.equal(look("one", 2, true), false);
  assert.equal(look("one", 60, true), false);
  assert.equal(look("one", 61, true), true);
  assert.deepEqual([1, 2, 3].map((age) => look(`${age}`, 62, true)), [true, true, true]);
  assert.equal(look("4", 62, true), false);
  assert.equal(look("both", 62, true, [anna, bob]), false, "Either's looks are used up");
  assert.equal(look("both", 150, true, [anna, bob]), true);
  assert.equal(look("alone", 151, true, [bob]), true);
  for (let at = 0; at < 30_000; at++) look("one", 1_000, true, [`${at}` as UserId]);
  look("one", 2_000, true, ["last" as UserId]);
  for (let at = 0; at < 30_000; at++) look("one", 2_000, true, [`${at}` as UserId]);
  assert(pace.size < 40_000, "Who could be told again is forgotten");
});
