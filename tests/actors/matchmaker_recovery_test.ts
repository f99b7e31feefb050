// A matchmaker whose store refuses for ever, or fails before or after the commit.

import { Unavailable } from "../../protocol/unavailable.ts";
import assert from "node:assert/strict";
import type { UserId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import type { NewGroup } from "../../db/store/tickets.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { Hall } from "../support/matching/hall.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { alike, anyone } from "../support/store/store_cast.ts";

/** Turns of the event loop that are enough for all that waits for nothing else. */
const turnsEach = 50;

Deno.test("[M26] a trio that the store refuses for ever is kept apart and reported, and the others are matched", async () => {
  const inner = createMemoryStore();
  const cursed = new Set<UserId>();
  const store = new Proxy(inner, {
    get(target, method) {
      if (method !== "formGroups") return Reflect.get(target, method);
      const isCursed = ({ tickets }: NewGroup) => tickets.some(({ user }) => cursed.has(user));
      return async (groups: readonly NewGroup[]) => {
        const formed = await inner.formGroups(groups.filter((group) => !isCursed(group)));
        return groups.map((group) => isCursed(group) ? false : formed.shift() ?? false);
      };
    },
  });
  await using hall = new Hall({ store });
  const people = await hall.people("anna", "bob", "clo", "dora", "eve", "fay", "gus");
  const [anna] = people;
  assert(anna);
  cursed.add(anna.id);
  const answers = await Promise.all(
    people.map((one) => hall.ask({ type: "place", user: one.id, criteria: anyone })),
  );
  assert.deepEqual(new Set(answers), new Set(["ticket"]));
  assert.deepEqual(await hall.groupsOf(anna), []);
  assert.notEqual(await hall.look(anna), null);
  const [hal, ida, joe] = await hall.people("hal", "ida", "joe");
  assert(hal && ida && joe);
  for (const one of [hal, ida, joe]) await hall.place(one);
  const sizes = await Promise.all(
    [...people, hal, ida, joe].map(async (one) => (await hall.groupsOf(one)).length),
  );
  assert(sizes.filter((size) => size === 1).length >= 6, `${sizes}`);
  assert(
    hall.reports.length > 0 && hall.reports.every((report) => report.includes("kept apart")),
    hall.reports.join(),
  );
});

for (const when of ["before", "after"] as const) {
  Deno.test(`[F4] [I50] of trios whose forming fails ${when} the commit every one is formed once when the store is back, and pushed once`, async () => {
    const faulty = createFaultyStore(createMemoryStore());
    await using hall = new Hall({ store: faulty.store });
    const people = await hall.people("anna", "bob", "clo", "dora", "eve", "fay");
    faulty.fail("formGroups", when);
    const answers = await Promise.all(
      people.map((one) => hall.ask({ type: "place", user: one.id, criteria: anyone })),
    );
    assert.deepEqual(
      new Set(answers),
      new Set(["ticket"]),
      "The tickets are stored whatever becomes of the search",
    );
    hall.clock.advance(2_000);
    for (const one of people) {
      assert.equal(await hall.look(one), null);
      assert.equal((await hall.groupsOf(one)).length, 1);
    }
    assert.deepEqual(hall.reports.map((report) => report.replace(/: .*\(/, ": … (")), [
      "The matchmaker failed, and reads its tickets anew: … (command=forming groups of new tickets)",
    ]);
    await hall.pass(20_000, 1_000);
    assert.deepEqual(hall.matched.sort(), people.map(({ id }) => id).sort());
  });

  Deno.test(`[F8] [I50] a newcomer whose coming in fails ${when} the commit is in the group once, and waits no more; all three are pushed it`, async () => {
    const faulty = createFaultyStore(createMemoryStore());
    await using hall = new Hall({ store: faulty.store });
    const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
    assert(anna && bob && clo && dora);
    const group = await hall.trio(anna, bob, clo);
    await hall.quit(anna, group);
    await hall.place(dora);
    await hall.pass(1_000);
    hall.matched.length = 0;
    faulty.fail("joinGroup", when);
    assert.equal(
      await hall.ask({ type: "open_seat", user: bob.id, group, criteria: alike }),
      "seat",
    );
    hall.clock.advance(2_000);
    assert.equal(await hall.look(dora), null);
    assert.deepEqual(await hall.groupsOf(dora), ["bob, clo, dora"]);
    assert.equal((await dora.next("group")).group.firstSeq, 3);
    for (const one of [bob, clo, dora]) {
      let { message } = await one.next("message");
      while (message.kind !== "joined") message = (await one.next("message")).message;
      assert.equal(message.by, dora.id);
    }
    assert(dora.frames.some((frame) => frame.type === "ticket" && frame.ticket === null));
    await hall.pass(20_000, 1_000);
    assert.deepEqual(hall.matched.sort(), [bob.id, clo.id, dora.id].sort());
  });
}

Deno.test("[F4] [I50] who is matched by a load that fails after the commit is told so, and pushed it, once", async () => {
  const inner = createMemoryStore();
  let calls = 0;
  const store: Store = {
    ...inner,
    async formGroups(groups) {
      calls += 1;
      if (calls === 1) throw new Unavailable("It fails before the commit");
      const formed = await inner.formGroups(groups);
      if (calls === 2) throw new Unavailable("It fails after the commit");
      return formed;
    },
  };
  await using hall = new Hall({ store });
  const people = await hall.people("anna", "bob", "clo");
  for (const one of people) await hall.place(one);
  await hall.pass(20_000, 1_000);
  for (const one of people) {
    assert.deepEqual(await hall.groupsOf(one), ["anna, bob, clo"]);
    await one.next("group");
    assert.equal(await hall.look(one), null);
  }
  assert.deepEqual(hall.matched.sort(), people.map(({ id }) => id).sort());
});

Deno.test("[F8] partners whose group is formed in a call that was reported as failed are partners no more, and are told so", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  await hall.pair(anna, bob);
  await hall.place(anna);
  for (const one of [anna, bob]) one.news();
  faulty.fail("formGroups", "after");
  await hall.place(clo);
  hall.clock.advance(2_000);
  assert.equal(await hall.look(anna), null);
  for (const one of [anna, bob]) {
    assert.equal((await one.next("partner")).partner, null);
    assert.deepEqual(await hall.groupsOf(one), ["anna, bob, clo"]);
  }
});

Deno.test("[F9] a load that does not end is given up for another after a minute", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna] = await hall.people("anna");
  assert(anna);
  const reading = faulty.hang("openTickets");
  const first = hall.ask({ type: "look", user: anna.id });
  hall.clock.advance(6_000);
  assert.equal(await first, "unavailable");
  hall.clock.advance(60_000);
  assert.equal(await hall.ask({ type: "look", user: anna.id }), "ticket");
  reading.letGo();
});

Deno.test("[F8] a command whose storing fails is unavailable, and the next one is obeyed", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  const hash = await hall.invite(anna);
  const commands = [
    ["placeTickets", { type: "place", user: anna.id, criteria: anyone }],
    ["withdrawTicket", { type: "withdraw", user: anna.id }],
    ["acceptInvite", { type: "accept_invite", user: bob.id, hash }],
    ["endPartnership", { type: "end_partnership", user: bob.id }],
    ["block", { type: "block", user: anna.id, other: bob.id }],
    ["unblock", { type: "unblock", user: anna.id, other: bob.id }],
  ] as const;
  for (const [method, command] of commands) {
    faulty.fail(method, "before");
    assert.equal(await hall.ask(command), "unavailable", method);
    assert.equal(hall.reports.length, 1);
    assert.match(
      hall.reports.pop() ?? "",
      new RegExp(`^The matchmaker failed, .*\\(command=${command.type}\\)$`),
    );
    assert.notEqual(await hall.ask(command), "unavailable", method);
  }
});

Deno.test("[F11] a ticket that is stored later than its fault is in the search then, and its owner is told", async () => {
  const inner = createMemoryStore();
  let commit: () => Promise<unknown> = () => Promise.resolve();
  let isLate = false;
  const store: Store = {
    ...inner,
    placeTickets(tickets, metSince) {
      if (!isLate) return inner.placeTickets(tickets, metSince);
      commit = () => inner.placeTickets(tickets, metSince);
      return Promise.reject(new Unavailable("No answer came"));
    },
  };
  await using hall = new Hall({ store });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  isLate = true;
  assert.equal(await hall.ask({ type: "place", user: anna.id, criteria: anyone }), "unavailable");
  isLate = false;
  hall.clock.advance(2_000);
  assert.equal(await hall.look(bob), null, "The pool has been loaded again by now");
  await commit();
  anna.news();
  hall.clock.advance(2_000);
  assert.equal(await hall.look(anna), null, "It is not known yet");
  hall.clock.advance(2_000);
  assert.notEqual(await hall.look(anna), null);
  assert.equal((await anna.next("ticket")).ticket?.criteria.sex, "any");
  for (const one of [bob, clo]) await hall.place(one);
  assert.deepEqual(await hall.groupsOf(anna), ["anna, bob, clo"]);
});

Deno.test("[F11] two whose partnership is stored later than its fault are told of it then", async () => {
  const inner = createMemoryStore();
  let commit: () => Promise<unknown> = () => Promise.resolve();
  const store: Store = {
    ...inner,
    acceptInvite(...asked) {
      commit = () => inner.acceptInvite(...asked);
      return Promise.reject(new Unavailable("No answer came"));
    },
  };
  await using hall = new Hall({ store });
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  const hash = await hall.invite(anna);
  assert.equal(await hall.ask({ type: "accept_invite", user: bob.id, hash }), "unavailable");
  hall.clock.advance(2_000);
  await hall.look(anna);
  assert.equal((await bob.next("partner")).partner, null, "It is not stored yet");
  await commit();
  hall.clock.advance(4_000);
  await hall.look(anna);
  assert.equal(bob.frames.findLast((frame) => frame.type === "partner")?.partner?.id, anna.id);
  assert.equal(anna.frames.findLast((frame) => frame.type === "partner")?.partner?.id, bob.id);
});

Deno.test("[F11] two whose partnership is stored in a call that was reported as failed are told of it", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  const hash = await hall.invite(anna);
  faulty.fail("acceptInvite", "after");
  assert.equal(await hall.ask({ type: "accept_invite", user: bob.id, hash }), "unavailable");
  hall.clock.advance(2_000);
  await hall.look(anna);
  assert.equal((await anna.next("partner")).partner?.id, bob.id);
  assert.equal((await bob.next("partner")).partner?.id, anna.id);
});

Deno.test("[F12] a seat whose opening could not be shown is shown when the store is back, without anybody's doing", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  const group = await hall.trio(anna, bob, clo);
  await hall.quit(anna, group);
  for (const one of [bob, clo]) one.news();
  faulty.fail("group", "before", 2);
  assert.equal(await hall.ask({ type: "open_seat", user: bob.id, group, criteria: null }), "seat");
  for (let second = 0; second < 5; second++) {
    hall.clock.advance(1_000);
    for (let turn = 0; turn < turnsEach; turn++) await null;
  }
  for (const one of [bob, clo]) {
    const shown = one.frames.findLast((frame) => frame.type === "group");
    assert(shown?.group.seat, one.user.username);
  }
});

Deno.test("[F9] a pool that takes longer to load than a turn may last is loaded once, and then used", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  const reading = faulty.hang("openTickets");
  const first = hall.ask({ type: "place", user: anna.id, criteria: anyone });
  hall.clock.advance(6_000);
  assert.equal(await first, "unavailable");
  faulty.fail("openTickets", "before");
  const second = hall.ask({ type: "place", user: bob.id, criteria: anyone });
  reading.letGo();
  assert.equal(await second, "ticket", "It was not begun anew, or it would have failed");
  for (const one of [anna, clo]) await hall.place(one);
  assert.deepEqual(await hall.groupsOf(anna), ["anna, bob, clo"]);
});

Deno.test("[F9] what a turn stored after it was given up is not left out of the pool", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  await hall.place(anna);
  const placing = faulty.hang("placeTickets");
  const late = hall.ask({ type: "place", user: bob.id, criteria: anyone });
  hall.clock.advance(6_000);
  assert.equal(await late, "unavailable");
  hall.clock.advance(2_000);
  assert.equal((await hall.place(clo))?.waiting, 2, "Bob's is not there yet");
  placing.letGo();
  for (let looks = 0; looks < 100 && (await hall.groupsOf(bob)).length === 0; looks++) {
    hall.clock.advance(250);
    await hall.look(bob);
  }
  assert.deepEqual(await hall.groupsOf(bob), ["anna, bob, clo"]);
});
