// What happens while a newcomer joins a group: the same rules for every store.

import assert from "node:assert/strict";
import type { User } from "../../protocol/domain.ts";
import {
  after,
  anyone,
  form,
  formOne,
  groupOf,
  joinOf,
  left,
  look,
  noon,
  pair,
  place,
  remaining,
  signUp,
  text,
  together,
  userOf,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

for (const { kind, open } of await allStores("joining")) {
  Deno.test(`[D63] texts and a newcomer at once: each place of the log is taken once: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    for (let round = 0; round < 4; round++) {
      const people = await Promise.all(
        ["a", "b", "c", "d"].map((name) => signUp(store, `${name} ${round}`)),
      );
      const [anna, bob, chloe, dora] = people;
      assert(anna && bob && chloe && dora);
      const group = await form(store, [anna, bob, chloe]);
      await store.leave({ group, message: left(chloe.id, 2) });
      const join = joinOf(await look(store, group, anna), [await place(store, dora)]);
      const [joined, ...said] = await Promise.all([
        store.joinGroup(join),
        ...[3, 4, 5, 6].map((seq) => store.append({ group, message: text(anna.id, seq) })),
      ]);
      const [message] = joined ?? assert.fail("Nobody came in");
      const log = await store.messages(anna.id, group, { before: null, limit: 50 });
      const stored = said.filter(({ type }) => type === "stored").length;
      assert.equal(log?.messages.length, 3 + stored);
      assert.equal(new Set(log?.messages.map(({ seq }) => seq)).size, 3 + stored);
      assert.equal(log?.messages.find(({ seq }) => seq === message?.seq)?.kind, "joined");
      assert.equal((await store.group(dora.id, group))?.firstSeq, message?.seq);
    }
  });

  Deno.test(`[D181] a newcomer is unshown from coming in until it is stored that the group was shown them: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const people = await Promise.all(["a", "b", "c", "d"].map((name) => signUp(store, name)));
    const [anna, bob, chloe, dora] = people;
    assert(anna && bob && chloe && dora);
    const group = await form(store, [anna, bob, chloe]);
    const unshown = async () =>
      (await store.groupMembers(group))?.members.filter(({ isUnshown }) => isUnshown)
        .map(({ id }) => id);
    assert.deepEqual(await unshown(), []);
    await store.leave({ group, message: left(chloe.id, 2) });
    await store.joinGroup(joinOf(await look(store, group, anna), [await place(store, dora)]));
    assert.deepEqual(await unshown(), [dora.id]);
    await store.markShown(group, [anna.id, bob.id]);
    assert.deepEqual(await unshown(), [dora.id]);
    await store.markShown(group, [dora.id]);
    assert.deepEqual(await unshown(), []);
  });

  Deno.test(`[D183] nobody comes in where the seat, or who comes, asks for something else by now: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const people = await Promise.all(["a", "b", "c", "d"].map((name) => signUp(store, name)));
    const [anna, bob, chloe, dora] = people;
    assert(anna && bob && chloe && dora);
    const group = await form(store, [anna, bob, chloe]);
    await store.leave({ group, message: left(chloe.id, 2) });
    const seat = await look(store, group, anna, anyone);
    const join = joinOf(seat, [await place(store, dora)]);
    await look(store, group, bob, { ...anyone, age: 1 });
    assert.equal(await store.joinGroup(join), null, "The seat asks for something else");
    await look(store, group, bob, anyone);
    await place(store, dora, { ...anyone, age: 1 });
    assert.equal(await store.joinGroup(join), null, "The newcomer does");
    await place(store, dora, anyone);
    const [one] = join.seated;
    assert(one);
    assert.equal(await store.joinGroup({ ...join, seated: [one] }), null, "One is not asked");
    assert.equal((await store.joinGroup(join))?.length, 1);
  });

  Deno.test(`[D64] joining, forming, leaving and closing at once end in one state for all: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    for (let round = 0; round < 5; round++) {
      const people = await Promise.all(
        ["a", "b", "c", "d", "e", "f"].map((name) => signUp(store, `${name} ${round}`)),
      );
      const [anna, bob, chloe, dora, emil, fay] = people;
      assert(anna && bob && chloe && dora && emil && fay);
      const group = await form(store, [anna, bob, chloe]);
      await store.leave({ group, message: left(chloe.id, 2) });
      const seat = await look(store, group, anna);
      const tickets = [await place(store, dora), await place(store, emil), await place(store, fay)];
      const [d, e, f] = tickets;
      assert(d && e && f);
      const [one, other, trio] = await Promise.all([
        store.joinGroup(joinOf(seat, [d])),
        store.joinGroup(joinOf(seat, [e])),
        formOne(store, groupOf(tickets)),
        round % 2 === 0
          ? store.leave({ group, message: left(bob.id, 3) })
          : store.closeSeat(group, bob.id, noon),
      ]);
      const came = [one, other].filter((joined) => joined !== null).length;
      assert(came <= 1);
      const inGroups = await Promise.all([dora, emil, fay].map(({ id }) => store.coMembers(id)));
      for (const coMembers of inGroups) assert(coMembers.length <= 1);
      assert.equal(inGroups.flat().length, trio ? 3 : came);
      const waiting = (await store.openTickets(null)).filter(({ seat }) => seat === null).map(
        userOf,
      );
      assert.equal(waiting.length, 3 - inGroups.flat().length);
      for (const { id } of waiting) await store.withdrawTicket(id, noon);
      await store.closeSeat(group, anna.id, noon);
    }
  });

  Deno.test(`[D86] a newcomer is not shown members who had left before, and is shown those who leave later: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, group } = await remaining(store);
    const seat = await look(store, group, anna);
    assert.notEqual(await store.joinGroup(joinOf(seat, [await place(store, dora)])), null);
    const namesTo = async ({ id }: User) =>
      (await store.group(id, group))?.members.map(({ username }) => username);
    assert.deepEqual(await namesTo(dora), ["anna", "bob", "dora"]);
    assert.deepEqual(await namesTo(anna), ["anna", "bob", "chloé", "dora"]);
    const placesTo = async ({ id }: User) =>
      (await store.group(id, group))?.members.map(({ position }) => position);
    assert.deepEqual(await placesTo(dora), [0, 1, 3], "Else she would take Chloé's colour");
    assert.deepEqual(await placesTo(anna), [undefined, undefined, undefined, undefined]);
    assert.deepEqual((await store.group(anna.id, group))?.why, together);
    assert.equal(
      (await store.group(dora.id, group))?.why,
      undefined,
      "It may tell of whom she never met",
    );
    await store.leave({ group, message: { ...left(bob.id, 4), at: after(70) } });
    assert.deepEqual(await namesTo(dora), ["anna", "bob", "dora"]);
  });

  Deno.test(`[D62] two partners join a group of one together: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, emil, group } = await remaining(store);
    await store.leave({ group, message: left(bob.id, 3) });
    const seat = await look(store, group, anna);
    await pair(store, dora, emil);
    const duo = await place(store, dora);
    const joined = await store.joinGroup(joinOf(seat, [duo]));
    assert.deepEqual(joined?.map(({ seq, by }) => [seq, by]), [
      [4, duo.seekers[0].user.id],
      [5, duo.seekers[1]?.user.id],
    ]);
    assert.equal(await store.partner(dora.id), null);
    const firsts = await Promise.all(joined.map(({ by }) => store.group(by, group)));
    assert.deepEqual(firsts.map((view) => view?.firstSeq), [4, 5]);
  });
}
