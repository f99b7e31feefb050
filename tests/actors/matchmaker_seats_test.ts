// The free seat of a group, as the matchmaker has it: on the memory store, in virtual time.

import assert from "node:assert/strict";
import type { GroupId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { alike, anyone, newId } from "../support/store/store_cast.ts";

const man = { birthDate: "1996-01-01", sex: "male" } as const;

/** Three in a group, of whom the first has quit, with a fourth who is in no group. */
async function withFreeSeat(hall: Hall) {
  const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
  assert(anna && bob && clo && dora);
  const group = await hall.trio(anna, bob, clo);
  await hall.quit(anna, group);
  await bob.next("message");
  await bob.next("group");
  await clo.next("group");
  return { anna, bob, clo, dora, group };
}

function seat(person: Listener, group: GroupId, criteria = null as typeof anyone | null) {
  return { type: "open_seat", user: person.id, group, criteria } as const;
}

Deno.test("[T16] no seat opens in a full group, for who is not in it, or with criteria that its owner contradicts", async () => {
  await using hall = new Hall();
  const [anna, bob] = await hall.people("anna", "bob");
  const kim = await hall.person("kim", { birthDate: "1996-01-01", sex: null });
  assert(anna && bob);
  const group = await hall.trio(anna, bob, kim);
  assert.equal(await hall.ask(seat(anna, group)), "group_full");
  await hall.quit(anna, group);
  assert.equal(await hall.ask(seat(anna, group)), "not_member");
  assert.equal(await hall.ask(seat(bob, newId<"group">())), "not_member");
  assert.equal(await hall.ask(seat(kim, group, alike)), "sex_undisclosed");
  assert.equal(await hall.ask({ type: "close_seat", user: anna.id, group }), "not_member");
  assert.equal(await hall.store.seat(group, null), null);
  assert.equal(
    await hall.ask({ type: "close_seat", user: bob.id, group }),
    "done",
    "Closing twice is no error",
  );
});

Deno.test("[T16] an open seat is shown to those in the group, is no ticket of theirs, and is shown closed", async () => {
  await using hall = new Hall();
  const { anna, bob, clo, group } = await withFreeSeat(hall);
  const answer = await hall.world.placement.askMatchmaker(seat(bob, group));
  assert(answer.type === "seat");
  for (const one of [bob, clo]) {
    assert.deepEqual((await one.next("group")).group.seat, answer.seat);
    assert.equal(await hall.look(one), null);
  }
  hall.clock.advance(1_000);
  assert.deepEqual(
    await hall.world.placement.askMatchmaker(seat(clo, group, anyone)),
    answer,
    "It is the same seat",
  );
  assert.deepEqual((await clo.next("group")).group.seat, answer.seat);
  anna.news();
  assert.equal(
    await hall.place(anna).then((ticket) => ticket?.waiting),
    1,
    "Who was in it does not come back",
  );
  assert.equal(await hall.ask({ type: "close_seat", user: clo.id, group }), "done");
  let shown = (await clo.next("group")).group;
  while (shown.seat) shown = (await clo.next("group")).group;
  assert.equal(await hall.store.seat(group, null), null);
});

Deno.test("[T16] everyone in the group binds the newcomer, each with criteria of their own", async () => {
  await using hall = new Hall();
  const { bob, clo, dora, group } = await withFreeSeat(hall);
  assert.equal(await hall.ask(seat(bob, group, alike)), "seat");
  const eve = await hall.person("eve", { birthDate: "1986-01-01", sex: "female" });
  assert.notEqual(await hall.place(eve), null, "Ten years are too many for Bob");
  const jim = await hall.person("jim", man);
  assert.notEqual(await hall.place(jim), null, "Bob asks for his own sex");
  assert.equal(await hall.place(dora), null);
  assert.deepEqual(await hall.groupsOf(dora), ["bob, clo, dora"]);
  assert.deepEqual(await hall.groupsOf(clo), ["bob, clo, dora"]);
});

Deno.test("[T17] a newcomer is told no ticket, then the group from their own coming in on; the others see joined", async () => {
  await using hall = new Hall();
  const { anna, bob, clo, dora, group } = await withFreeSeat(hall);
  await hall.place(dora);
  anna.news();
  await hall.ask(seat(clo, group));
  const { group: shown } = await dora.next("group");
  assert.deepEqual([shown.id, shown.firstSeq, shown.lastSeq, shown.seat], [group, 3, 3, undefined]);
  assert.deepEqual(
    shown.members.map(({ username, leftAt }) => [username, leftAt === null]).sort(),
    [["bob", true], ["clo", true], ["dora", true]],
    "Anna had left before",
  );
  for (const one of [bob, clo, dora]) {
    const { message } = await one.next("message");
    assert.deepEqual([message.seq, message.kind, message.by], [3, "joined", dora.id]);
  }
  const before = await hall.store.messages(dora.id, group, { before: null, limit: 50 });
  assert.deepEqual(before?.messages.map(({ seq }) => seq), [3]);
  assert.equal(await hall.look(dora), null);
  assert.deepEqual(anna.news(), [], "Who quit hears nothing");
  const tickets = dora.frames.flatMap((frame) =>
    frame.type === "ticket" ? [frame.ticket === null] : []
  );
  assert.deepEqual(tickets, [false, true]);
});

Deno.test("[T17] two partners come in together where one is left, and are partners no more", async () => {
  await using hall = new Hall();
  const { bob, clo, group } = await withFreeSeat(hall);
  await hall.quit(bob, group);
  const [eve, fay] = await hall.people("eve", "fay");
  assert(eve && fay);
  await hall.pair(eve, fay);
  await hall.place(eve);
  for (const one of [eve, fay]) one.news();
  assert.equal(await hall.ask(seat(clo, group)), "seat");
  for (const one of [eve, fay]) {
    assert.equal((await one.next("ticket")).ticket, null);
    assert.equal((await one.next("partner")).partner, null);
    assert.equal((await one.next("group")).group.members.length, 3);
  }
  assert.deepEqual(await hall.groupsOf(clo), ["clo, eve, fay"]);
});

Deno.test("[T17] who waits in a seat may wait alone, too, and comes into another group meanwhile", async () => {
  await using hall = new Hall();
  const { bob, clo, dora, group } = await withFreeSeat(hall);
  assert.equal(await hall.ask(seat(bob, group, alike)), "seat");
  const forty = { birthDate: "1986-01-01", sex: "female" } as const;
  const [eve, fay] = [await hall.person("eve", forty), await hall.person("fay", forty)];
  assert.equal((await hall.place(bob))?.waiting, 1);
  await hall.place(eve);
  assert.equal(await hall.place(fay), null);
  assert.deepEqual(await hall.groupsOf(bob), ["bob, clo", "bob, eve, fay"]);
  assert.equal(await hall.place(dora), null, "The seat is open still");
  assert.deepEqual(await hall.groupsOf(clo), ["bob, clo, dora"]);
});

Deno.test("[T16] when one of two leaves, the seat goes on with the criteria of the other alone", async () => {
  await using hall = new Hall();
  const { bob, clo, group } = await withFreeSeat(hall);
  assert.equal(await hall.ask(seat(bob, group, { sex: "any", age: 0, widen: false })), "seat");
  const old = { birthDate: "1956-01-01", sex: "male" } as const;
  const [eve, fay] = [await hall.person("eve", old), await hall.person("fay", old)];
  await hall.place(eve);
  await hall.place(fay);
  await hall.quit(bob, group);
  assert.deepEqual(
    await hall.groupsOf(clo),
    ["clo, eve, fay"],
    "Bob's criteria bind nobody any more",
  );
});

Deno.test("[T16] nobody comes in where the last one has left", async () => {
  await using hall = new Hall();
  const { bob, clo, dora, group } = await withFreeSeat(hall);
  await hall.quit(bob, group);
  assert.equal(await hall.ask(seat(clo, group)), "seat");
  await hall.quit(clo, group);
  const [eve] = await hall.people("eve");
  assert(eve);
  await hall.pair(dora, eve);
  assert.notEqual(await hall.place(dora), null);
  assert.equal(await hall.store.seat(group, null), null);
});

Deno.test("[T53] a closed seat gives no hint", async () => {
  await using hall = new Hall();
  const { bob, group } = await withFreeSeat(hall);
  const jim = await hall.person("jim", man);
  await hall.place(jim, alike);
  assert.equal(await hall.ask(seat(bob, group, anyone)), "seat");
  hall.clock.sleep(30_000);
  assert.deepEqual((await hall.look(jim))?.hints, [{ sex: "any", within: 0 }]);
  assert.equal(await hall.ask({ type: "close_seat", user: bob.id, group }), "done");
  hall.clock.sleep(60_000);
  assert.equal((await hall.look(jim))?.hints, undefined);
});

Deno.test("[T7] a newcomer is not tried beside those they are with now, by another seat of theirs", async () => {
  const inner = createMemoryStore();
  let joins = 0;
  const store: Store = {
    ...inner,
    joinGroup(join) {
      joins += 1;
      return inner.joinGroup(join);
    },
  };
  await using hall = new Hall({ store });
  const { bob, dora, group } = await withFreeSeat(hall);
  const [eve] = await hall.people("eve");
  const zoe = await hall.person("zoe", { birthDate: "1995-01-01", sex: "female" });
  assert(eve);
  const second = await hall.trio(dora, eve, zoe);
  await hall.quit(eve, second);
  // Zoe is a year too old for Bob until his ticket widens.
  await hall.place(bob, { sex: "any", age: 0, widen: true });
  assert.equal(await hall.ask(seat(zoe, second)), "seat");
  await hall.place(dora);
  assert.equal(await hall.ask(seat(bob, group)), "seat");
  assert.deepEqual([joins, await hall.groupsOf(dora)], [1, ["bob, clo, dora", "dora, zoe"]]);
  hall.clock.advance(16_000);
  assert.notEqual(await hall.look(bob), null);
  assert.equal(joins, 1);
});
