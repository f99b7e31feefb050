// Matchmakers that should not be: two at once over one store, in any interleaving of its calls; a store that refuses for
// ever, or fails before or after the commit.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { MatchmakerCommand } from "../actors/matchmaker/command.ts";
import type { GroupId, MessageId, UserId } from "../actors/protocol.ts";
import type { Store } from "../db/store.ts";
import type { NewGroup, NewJoin, Used } from "../db/ticket_store.ts";
import { createFaultyStore } from "./support/faulty_store.ts";
import { Hall } from "./support/matching/hall.ts";
import { Tally } from "./support/matching/tally.ts";
import { createMemoryStore } from "./support/memory_store.ts";
import { alike, anyone, formTrio, newId, noon, signUp } from "./support/store_cast.ts";

const cast = 8;

interface Order {
  /** Which of the two matchmakers. */
  readonly to: number;
  readonly type:
    | "place"
    | "place"
    | "withdraw"
    | "open_seat"
    | "close_seat"
    | "block"
    | "unblock"
    | "parted"
    | "part";
  readonly who: number;
  readonly other: number;
}

const order: fc.Arbitrary<Order> = fc.record({
  to: fc.nat(1),
  type: fc.constantFrom(
    ...["place", "place", "place", "place", "open_seat", "withdraw", "open_seat", "close_seat"] as const,
    ...["block", "unblock", "parted", "part"] as const,
  ),
  who: fc.nat(cast - 1),
  other: fc.nat(cast - 1),
});

/** Passes calls on when the scheduler says so, and watches who is put where. */
function interleaved(inner: Store, scheduler: fc.Scheduler, tally: Tally): Store {
  const used = new Set<string>();
  const use = (tickets: readonly Used[], what: string) => {
    tally.count(what);
    for (const { id, user } of tickets) {
      assert(!used.has(`${id} ${user}`), "A ticket was used twice");
      used.add(`${id} ${user}`);
    }
  };
  return new Proxy(inner, {
    get(target, method) {
      const call = Reflect.get(target, method) as (...values: unknown[]) => Promise<unknown>;
      return async (...values: unknown[]) => {
        await scheduler.schedule(Promise.resolve(), String(method));
        const answer = await call.apply(target, values);
        if (method === "formGroups") {
          const groups = values[0] as readonly NewGroup[];
          (answer as boolean[]).forEach((isFormed, at) => {
            if (isFormed) use(groups[at]?.tickets ?? [], "formed");
            else tally.count("refused");
          });
        }
        if (method === "joinGroup") {
          if (answer !== null) use((values[0] as NewJoin).newcomers, "joined");
          else tally.count("join refused");
        }
        return answer;
      };
    },
  });
}

/** Eight people: two in a group that a third has quit, a pair of partners, and others. */
async function settle(store: Store) {
  const { anna, bob, chloe, group } = await formTrio(store);
  const message = {
    seq: 2,
    kind: "left",
    id: newId<"message">() as MessageId,
    by: anna.id,
    at: noon,
  } as const;
  assert.equal(await store.leave({ group, message }), "stored");
  const others = [];
  for (let at = 3; at < cast; at++) others.push(await signUp(store, `p${at}`));
  const [inviter, partner] = others;
  assert(inviter && partner);
  const hash = "0".repeat(64);
  await store.createInvite({ hash, inviter: inviter.id, at: noon, expiresAt: "2099-01-01T00:00:00.000Z" });
  assert.equal((await store.acceptInvite(hash, partner.id, noon)).type, "accepted");
  return { users: [anna, bob, chloe, ...others].map(({ id }) => id), group };
}

function commandOf({ type, who, other }: Order, users: readonly UserId[], group: GroupId): MatchmakerCommand {
  const [user, another] = [users[who], users[other]];
  assert(user && another);
  switch (type) {
    case "place":
      return { type, user, criteria: anyone };
    case "open_seat":
      return { type, user, group, criteria: null };
    case "close_seat":
      return { type, user, group };
    case "block":
    case "unblock":
      return { type, user, other: who === other ? users[(other + 1) % cast] ?? user : another };
    case "parted":
      return { type, users: [user, another] };
    case "withdraw":
    case "part":
      return { type, user };
  }
}

async function checkGroups(store: Store, users: readonly UserId[]): Promise<void> {
  const met = new Set<string>();
  for (const user of users) {
    for (const { id, members } of await store.groups(user)) {
      const here = members.filter(({ leftAt }) => leftAt === null);
      assert(here.length <= 3 && new Set(here.map(({ id }) => id)).size === here.length);
      for (const { id: other } of here) {
        if (other === user) continue;
        assert(!met.has(`${user} ${other}`), "Two are together in two groups");
        met.add(`${user} ${other}`);
      }
      const logged = await store.messages(user, id, { before: null, limit: 200 });
      const seqs = logged?.messages.map(({ seq }) => seq) ?? [];
      assert.deepEqual(seqs, seqs.map((_, at) => (seqs[0] ?? 0) + at), "The log has a gap");
    }
  }
}

Deno.test("[M25] two matchmakers over one store never use a ticket twice, nor put two together twice", async () => {
  const tally = new Tally();
  const orders = fc.array(order, { minLength: 10, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), orders, async (scheduler, list) => {
      const inner = createMemoryStore();
      const { users, group } = await settle(inner);
      const store = interleaved(inner, scheduler, tally);
      await using one = new Hall({ store });
      await using two = new Hall({ store });
      const halls = [one, two];
      const asked = list.map((each) => halls[each.to]?.ask(commandOf(each, users, group)));
      const answers = await scheduler.waitFor(Promise.all(asked));
      assert(!answers.includes("unavailable"), [...one.reports, ...two.reports].join());
      await checkGroups(inner, users);
      await scheduler.waitFor(Promise.all(halls.map(({ world }) => world.stop())));
      // One that starts now finds all as it should be, and what the two did not know of each other it forms.
      await using third = new Hall({ store: inner });
      await third.ask({ type: "look", user: users[0] ?? assert.fail() });
      assert.deepEqual(third.reports, []);
      await checkGroups(inner, users);
    }),
    { numRuns: 300 },
  );
  const wanted = ["formed", "refused", "joined", "join refused"];
  assert.deepEqual(tally.missing(wanted), [], `Never happened: ${tally}`);
});

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
  Deno.test(`[F4] of trios whose forming fails ${when} the commit every one is formed once when the store is back`, async () => {
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
    assert.deepEqual(hall.reports.map((report) => report.split(":").slice(0, 2).join(":")), [
      "Matchmaker: forming groups of new tickets failed",
    ]);
  });

  Deno.test(`[F8] a newcomer whose coming in fails ${when} the commit is in the group once, and waits no more`, async () => {
    const faulty = createFaultyStore(createMemoryStore());
    await using hall = new Hall({ store: faulty.store });
    const [anna, bob, clo, dora] = await hall.people("anna", "bob", "clo", "dora");
    assert(anna && bob && clo && dora);
    const group = await hall.trio(anna, bob, clo);
    await hall.quit(anna, group);
    await hall.place(dora);
    faulty.fail("joinGroup", when);
    assert.equal(await hall.ask({ type: "open_seat", user: bob.id, group, criteria: alike }), "seat");
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
  });
}

Deno.test("[F8] a command whose storing fails is unavailable, and the next one is obeyed", async () => {
  const faulty = createFaultyStore(createMemoryStore());
  await using hall = new Hall({ store: faulty.store });
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  const hash = await hall.invite(anna);
  const commands = [
    ["placeTickets", { type: "place", user: anna.id, criteria: anyone }],
    ["withdrawTicket", { type: "withdraw", user: anna.id }],
    ["acceptInvite", { type: "accept", user: bob.id, hash }],
    ["endPartnership", { type: "part", user: bob.id }],
    ["block", { type: "block", user: anna.id, other: bob.id }],
    ["unblock", { type: "unblock", user: anna.id, other: bob.id }],
  ] as const;
  for (const [method, command] of commands) {
    faulty.fail(method, "before");
    assert.equal(await hall.ask(command), "unavailable", method);
    assert.equal(hall.reports.length, 1);
    assert.match(hall.reports.pop() ?? "", new RegExp(`Matchmaker: "${command.type}" failed`));
    assert.notEqual(await hall.ask(command), "unavailable", method);
  }
});
