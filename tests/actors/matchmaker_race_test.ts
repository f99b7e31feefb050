// Two matchmakers at once over one store, in any interleaving of its calls: what must not happen.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { GroupId } from "../../protocol/domain.ts";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { checkGroups, commandOf, interleaved, order, settle } from "../support/matching/race.ts";
import { searchFor, Tally } from "../support/matching/tally.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { newId } from "../support/store/store_cast.ts";

Deno.test("[M25] two matchmakers over one store never use a ticket twice, nor put two together twice", async () => {
  const tally = new Tally();
  const orders = fc.array(order, { minLength: 10, maxLength: 40 });
  const property = fc.asyncProperty(fc.scheduler(), orders, async (scheduler, list) => {
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
    // A matchmaker that starts now forms what the two did not, since neither knew of the other.
    await using third = new Hall({ store: inner });
    await third.ask({ type: "look", user: users[0] ?? assert.fail() });
    assert.deepEqual(third.reports, []);
    await checkGroups(inner, users);
  });
  const wanted = ["formed", "refused", "joined", "join refused"];
  await searchFor(tally, wanted, () => fc.assert(property, { numRuns: 500 }));
});

/** Seconds of virtual time, in which a matchmaker finds out what another one does. */
async function pass(hall: Hall, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    hall.clock.advance(1_000);
    await hall.ask({ type: "review" });
  }
}

for (const end of ["stops", "ends without a word"] as const) {
  Deno.test(`[M85] what another matchmaker has placed is matched by the one that stays, once that ${end}`, async () => {
    const [store, clock] = [createMemoryStore(), new FakeClock()];
    await using one = new Hall({ store, clock });
    const other = new Hall({ store, clock });
    const [anna, bob, clo, dora] = await one.people("anna", "bob", "clo", "dora");
    assert(anna && bob && clo && dora);
    for (const hall of [one, other]) await hall.ask({ type: "look", user: anna.id });
    await one.place(anna);
    for (const person of [bob, clo]) await other.place(person);
    if (end === "stops") await other.world.stop();
    assert.deepEqual(await one.groupsOf(anna), []);
    await pass(one, 15);
    assert.deepEqual(await one.groupsOf(anna), ["anna, bob, clo"]);
    assert.equal((await anna.next("group")).group.members.length, 3);
    assert.deepEqual(one.reports, []);
    await one.place(dora);
    assert.equal((await one.look(dora))?.waiting, 1);
    await other.world.stop();
  });
}

Deno.test("[M85] a matchmaker that is alone reads the tickets once", async () => {
  const store = createMemoryStore();
  let loads = 0;
  const counted = {
    ...store,
    openTickets: (...asked: Parameters<typeof store.openTickets>) => {
      loads += 1;
      return store.openTickets(...asked);
    },
  };
  await using hall = new Hall({ store: counted });
  const [anna] = await hall.people("anna");
  assert(anna);
  for (let at = 0; at < 10; at++) {
    await hall.place(anna);
    await pass(hall, 3);
  }
  assert.equal(loads, 1);
});

Deno.test("[M25] when a newcomer comes in while the seat is being shown, all are told of it once, the newcomer of the group first", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, isFresh) => {
      const inner = createMemoryStore();
      let group: GroupId;
      const people: Listener[] = [];
      {
        await using hall = new Hall({ store: inner });
        people.push(...await hall.people("anna", "bob", "clo", "dora"));
        const [anna, bob, clo] = people;
        assert(anna && bob && clo);
        group = await hall.trio(anna, bob, clo);
        await hall.quit(anna, group);
      }
      const [, bob, clo, dora] = people;
      assert(bob && clo && dora);
      await using hall = new Hall({ store: interleaved(inner, scheduler, new Tally()) });
      for (const one of [bob, clo, dora]) {
        hall.connect(one);
        one.news();
      }
      if (!isFresh) {
        await scheduler.waitFor(
          hall.world.placement.askGroup(group, { type: "typing", user: bob.id }),
        );
      }
      const asked = [
        hall.ask({ type: "open_seat", user: bob.id, group, criteria: null }),
        hall.world.placement.askGroup(group, { type: "typing", user: clo.id }),
        hall.place(dora),
        hall.world.placement.askGroup(group, {
          type: "send",
          user: clo.id,
          id: newId<"message">(),
          text: "Hello",
        }),
      ];
      await scheduler.waitFor(Promise.all(asked));
      await scheduler.waitFor(hall.world.stop());
      for (const one of [bob, clo, dora]) {
        const seen = one.frames.flatMap((frame) => frame.type === "message" ? [frame.message] : []);
        assert.deepEqual(
          seen.filter(({ kind }) => kind === "joined").map(({ by }) => by),
          [dora.id],
          one.user.username,
        );
        const first = seen[0]?.seq ?? 0;
        assert.deepEqual(
          seen.map(({ seq }) => seq),
          seen.map((_, at) => first + at),
          one.user.username,
        );
      }
      const types = dora.frames.map(({ type }) => type);
      assert(types.indexOf("group") < types.indexOf("message"));
    }),
    { numRuns: 200 },
  );
});
