// The seat in the place of a member who is away, as the matchmaker and the group's actor have it:
// on the memory store, in virtual time.

import assert from "node:assert/strict";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { Hall, type HallOptions, type Listener } from "../support/matching/hall.ts";
import type { GroupId } from "../../protocol/domain.ts";

const minute = 60_000;
const tooLong = 2 * minute;
/** A turn may take no longer. */
const step = 2_000;

function seat(person: Listener, group: GroupId) {
  return { type: "open_seat", user: person.id, group, criteria: null } as const;
}

/** Anna and Bob are there; Clo has been away for too long. Dora is in no group. */
async function withAway(options: HallOptions = {}) {
  const hall = new Hall({ silentMs: tooLong, ...options });
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  assert(anna && bob && clo && dora);
  const group = await hall.trio(anna, bob, clo);
  await hall.disconnect(clo);
  await hall.pass(tooLong + minute, step);
  for (const one of [anna, bob]) one.news();
  return { hall, anna, bob, clo, dora, group };
}

async function awayIn(hall: Hall, person: Listener, group: GroupId): Promise<string[]> {
  await hall.world.placement.askGroup(group, { type: "view_changed", user: person.id });
  const shown = (await person.next("group")).group;
  return shown.members.filter(({ away }) => away).map(({ username }) => username);
}

/** Until a group frame comes by which no seat is open. */
async function untilClosed(person: Listener): Promise<void> {
  while ((await person.next("group")).group.seat !== undefined);
}

Deno.test("[J24] a member without a socket for so long is away, who is there is not, and at 0 nobody is", async () => {
  const { hall, anna, clo, group } = await withAway();
  await using _ = hall;
  assert.deepEqual(await awayIn(hall, anna, group), ["clo"]);
  await hall.hello(clo);
  const { groups } = await clo.next("ready");
  assert.deepEqual(groups[0]?.members.map(({ away }) => away), [false, false, false]);
  assert.deepEqual(await awayIn(hall, anna, group), []);
  const never = await withAway({ silentMs: 0 });
  await using _never = never.hall;
  assert.deepEqual(await awayIn(never.hall, never.anna, never.group), []);
  assert.equal(await never.hall.ask(seat(never.anna, never.group)), "group_full");
});

Deno.test("[J24] of whom one is not shown their presence one is not shown that they are away", async () => {
  const { hall, anna, clo, group } = await withAway();
  await using _ = hall;
  const hidden = { receipts: true, typing: true, presence: false };
  await hall.store.setPreferences(clo.id, hidden);
  assert.deepEqual(await awayIn(hall, anna, group), []);
  assert.equal(await hall.ask(seat(anna, group)), "group_full");
});

Deno.test("[J25] who comes in takes the place of who is away: all are shown left, joined and the group", async () => {
  const { hall, anna, bob, clo, dora, group } = await withAway();
  await using _ = hall;
  const answer = await hall.world.placement.askMatchmaker(seat(anna, group));
  assert(answer.type === "seat");
  assert.equal(answer.seat.placeOf, clo.id);
  for (const one of [anna, bob]) {
    assert.deepEqual((await one.next("group")).group.seat, answer.seat);
  }
  await hall.place(dora);
  for (const one of [anna, bob]) {
    const { message: left } = await one.next("message");
    assert(left.kind === "left");
    assert.deepEqual([left.by, left.reason], [clo.id, "away"]);
    const { message: joined } = await one.next("message");
    assert.deepEqual([joined.kind, joined.by, joined.seq], ["joined", dora.id, left.seq + 1]);
    const shown = (await one.next("group")).group;
    assert.equal(shown.seat, undefined);
    const here = shown.members.filter(({ leftAt }) => leftAt === null);
    assert.deepEqual(here.map(({ username }) => username).sort(), ["anna", "bob", "dora"]);
  }
  const { group: hers } = await dora.next("group");
  const names = hers.members.map(({ username }) => username).sort();
  assert.deepEqual(names, ["anna", "bob", "dora"]);
  await hall.hello(clo, { since: { [group]: 1 } });
  const { groups, ticket } = await clo.next("ready");
  assert.deepEqual([groups, ticket], [[], null]);
  assert.equal((await clo.next("gone")).group, group);
});

Deno.test("[J25] what was stored while no actor of the group was in memory is shown from the left on", async () => {
  const { hall, anna, clo, dora, group } = await withAway();
  await using _ = hall;
  assert.equal(await hall.ask(seat(anna, group)), "seat");
  await hall.pass(5 * minute, step);
  assert.equal(hall.world.groupActors(), 0);
  anna.news();
  await hall.place(dora);
  const { message: left } = await anna.next("message");
  assert(left.kind === "left");
  assert.deepEqual([left.by, left.reason], [clo.id, "away"]);
  assert.equal((await anna.next("message")).message.kind, "joined");
});

Deno.test("[J26] a member who says hello before that keeps their place: the seat is gone for all", async () => {
  const { hall, anna, bob, clo, dora, group } = await withAway();
  await using _ = hall;
  assert.equal(await hall.ask(seat(anna, group)), "seat");
  for (const one of [anna, bob]) await one.next("group");
  await hall.hello(clo);
  for (const one of [anna, bob]) {
    assert.equal((await one.next("group")).group.seat, undefined);
  }
  assert.equal((await hall.place(dora))?.waiting, 1);
  assert.deepEqual(await hall.groupsOf(clo), ["anna, bob, clo"]);
  assert.equal(await hall.ask(seat(anna, group)), "group_full");
});

Deno.test("[J26] a return whose word was lost closes the seat when somebody would come in, or at the next look", async () => {
  const { hall, anna, clo, dora, group } = await withAway();
  await using _ = hall;
  assert.equal(await hall.ask(seat(anna, group)), "seat");
  await hall.store.comeBack(clo.id, new Date(hall.clock.now()).toISOString());
  await hall.place(dora);
  await anna.next("group");
  assert.equal((await anna.next("group")).group.seat, undefined);
  assert.deepEqual(await hall.groupsOf(clo), ["anna, bob, clo"]);
  assert.equal((await hall.look(dora))?.waiting, 1, "The search of who would have come goes on");
  assert.deepEqual(hall.reports, []);
});

Deno.test("[J26] at the next look it is found that who was away is back", async () => {
  const { hall, anna, clo, group } = await withAway();
  await using _ = hall;
  assert.equal(await hall.ask(seat(anna, group)), "seat");
  await anna.next("group");
  await hall.store.comeBack(clo.id, new Date(hall.clock.now()).toISOString());
  await hall.pass(minute, step);
  assert.equal((await anna.next("group")).group.seat, undefined);
});

Deno.test("[J51] where a look or its turn fails, all are told in the end that the seat is closed", async () => {
  const faults = [["wokenSince", "before"], ["closeReturned", "before"], [
    "closeReturned",
    "after",
  ]] as const;
  for (const [method, when] of faults) {
    const faulty = createFaultyStore(createMemoryStore());
    const { hall, anna, bob, clo, group } = await withAway({ store: faulty.store });
    await using _ = hall;
    assert.equal(await hall.ask(seat(anna, group)), "seat");
    for (const one of [anna, bob]) await one.next("group");
    await hall.store.comeBack(clo.id, new Date(hall.clock.now()).toISOString());
    faulty.fail(method, when);
    await hall.pass(minute, step);
    assert.equal(await hall.store.seat(group, null), null);
    for (const one of [anna, bob]) await untilClosed(one);
  }
});

Deno.test("[J51] where the turn of a return, or of another command that closes a seat, fails, all are told", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  const { hall, anna, bob, clo, dora, group } = await withAway({ store: faulty.store });
  await using _ = hall;
  const hello = () => hall.hello(clo);
  const cameIn = async () => {
    await hall.store.comeBack(clo.id, new Date(hall.clock.now()).toISOString());
    await hall.place(dora);
  };
  for (const close of [hello, cameIn]) {
    assert.equal(await hall.ask(seat(anna, group)), "seat");
    for (const one of [anna, bob]) await one.next("group");
    faulty.fail("closeReturned", "after");
    await close();
    await hall.pass(step, 250);
    for (const one of [anna, bob]) await untilClosed(one);
    for (const connection of hall.world.hub.connectionsOf(clo.id)) connection.lost();
    await hall.pass(tooLong + minute, step);
    for (const one of [anna, bob]) one.news();
  }
});

Deno.test("[J52] who hides their presence keeps their place at once: the seat is gone for all", async () => {
  const { hall, anna, bob, clo, group } = await withAway();
  await using _ = hall;
  assert.equal(await hall.ask(seat(anna, group)), "seat");
  for (const one of [anna, bob]) await one.next("group");
  const hidden = { receipts: true, typing: true, presence: false };
  await hall.store.setPreferences(clo.id, hidden);
  assert.equal(await hall.ask({ type: "user_changed", user: clo.id }), "done");
  assert.equal(await hall.store.seat(group, null), null);
  for (const one of [anna, bob]) {
    assert.equal((await one.next("group")).group.seat, undefined);
  }
});

Deno.test("[J27] a seat in somebody's place stays so after a restart, and one that fails is tried again", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  const { hall, anna, clo, dora, group } = await withAway({ store: faulty.store });
  await using _ = hall;
  assert.equal(await hall.ask(seat(anna, group)), "seat");
  await using other = new Hall({ silentMs: tooLong, store: faulty.store, clock: hall.clock });
  other.connect(anna);
  faulty.fail("joinGroup", "before");
  await other.place(dora);
  await other.pass(10_000, 1_000);
  assert.deepEqual(await other.groupsOf(anna), ["anna, bob, dora"]);
  assert.deepEqual(await other.groupsOf(clo), []);
});
