// Relations, reports and sessions: the same rules for every store.

import assert from "node:assert/strict";
import type { GroupId, Instant, User } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import {
  after,
  form,
  joinOf,
  left,
  look,
  newId,
  noon,
  place,
  remaining,
  signUp,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

async function trio(store: Store) {
  const [anna, bob, chloe] = [
    await signUp(store, "anna"),
    await signUp(store, "bob"),
    await signUp(store, "chloé"),
  ];
  return { anna, bob, chloe, group: await form(store, [anna, bob, chloe]) };
}

async function met(store: Store, { id }: User, since: Instant | null): Promise<unknown> {
  const ticket = await store.openTicket(id, since) ?? assert.fail("No ticket is open");
  return ticket.seekers[0].met;
}

for (const { kind, open } of await allStores("ties")) {
  Deno.test(`[D65] a member who left has met the others, after the time asked for and not before: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await trio(store);
    for (const user of [anna, bob, chloe]) await place(store, user);
    assert.deepEqual(await met(store, anna, noon), []);
    await store.leave({ group, message: left(chloe.id, 2) });
    const both = [anna.id, bob.id].sort();
    assert.deepEqual(await met(store, chloe, after(1)), both);
    assert.deepEqual(await met(store, chloe, after(2)), []);
    assert.deepEqual(await met(store, chloe, null), []);
    assert.deepEqual(await met(store, anna, noon), [chloe.id]);
    assert.deepEqual(
      (await store.openTickets(noon)).map(({ seekers: [{ met }] }) => met.length).sort(),
      [
        1,
        1,
        2,
      ],
    );
    const [placed] = await store.placeTickets(
      [{
        id: newId(),
        user: chloe.id,
        criteria: { sex: "any", age: null, widen: false },
        at: noon,
      }],
      noon,
    );
    assert(placed?.type === "placed");
    assert.deepEqual(placed.ticket.seekers[0].met, both);
  });

  Deno.test(`[D65] a newcomer has not met a member who had left before; users who are together again have not met: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await trio(store);
    const dora = await signUp(store, "dora");
    await store.leave({ group, message: left(chloe.id, 2) });
    const seat = await look(store, group, anna);
    assert.notEqual(await store.joinGroup(joinOf(seat, [await place(store, dora)])), null);
    for (const user of [anna, chloe, dora]) await place(store, user);
    assert.deepEqual(await met(store, dora, noon), []);
    assert.deepEqual(await met(store, chloe, noon), [anna.id, bob.id].sort());
    await form(store, [anna, chloe, await signUp(store, "emil")]);
    await place(store, chloe);
    assert.deepEqual(await met(store, chloe, noon), [bob.id]);
  });

  Deno.test(`[D66] a block is listed by its owner alone, by name, and can be lifted: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe } = await trio(store);
    assert.equal(await store.unblock(anna.id, bob.id), null);
    assert.equal(await store.block(anna.id, newId(), noon), false);
    for (const other of [chloe, bob, bob]) {
      assert.equal(await store.block(anna.id, other.id, noon), true);
    }
    assert.deepEqual([await store.blocked(anna.id), await store.blocked(bob.id)], [
      [bob, chloe],
      [],
    ]);
    assert.equal(await store.unblock(bob.id, anna.id), null);
    assert.deepEqual(await store.unblock(anna.id, bob.id), []);
    assert.deepEqual(await store.blocked(anna.id), [chloe]);
  });

  Deno.test(`[D67] a rematch wish is private until mutual, needs a group in common, and may be taken back later: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await trio(store);
    const stranger = await signUp(store, "stranger");
    const again = async (user: User, of: GroupId = group) =>
      (await store.group(user.id, of))?.members.map(({ again }) => again);
    assert.equal(await store.setRematchWish(anna.id, stranger.id, true, noon), null);
    assert.equal(await store.setRematchWish(anna.id, anna.id, true, noon), null);
    assert.equal(await store.setRematchWish(anna.id, newId(), true, noon), null);
    for (const _ of ["first", "repeated"]) {
      assert.deepEqual(await store.setRematchWish(anna.id, bob.id, true, noon), {
        mutual: false,
        groups: [group],
      });
    }
    assert.deepEqual(await again(anna), [undefined, "asked", undefined]);
    assert.deepEqual(await again(bob), [undefined, undefined, undefined]);
    assert.deepEqual(await store.setRematchWish(bob.id, anna.id, true, noon), {
      mutual: true,
      groups: [group],
    });
    assert.deepEqual([await again(anna), await again(bob)], [
      [undefined, "mutual", undefined],
      ["mutual", undefined, undefined],
    ]);
    assert.deepEqual((await place(store, anna)).seekers[0].rematchWishes, [bob.id]);
    await store.leave({ group, message: left(bob.id, 2) });
    assert.equal(await store.setRematchWish(bob.id, chloe.id, true, noon), null);
    assert.deepEqual(await store.setRematchWish(bob.id, chloe.id, false, noon), {
      mutual: false,
      groups: [],
    });
    assert.deepEqual(await store.setRematchWish(anna.id, bob.id, false, noon), {
      mutual: false,
      groups: [group],
    });
    assert.deepEqual(await again(anna), [undefined, undefined, undefined]);
    assert.deepEqual((await place(store, anna)).seekers[0].rematchWishes, []);
    assert.deepEqual((await place(store, bob)).seekers[0].rematchWishes, [anna.id]);
  });

  Deno.test(`[D67] [T48] nobody wishes for a rematch with a member who had left before they joined: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, chloe, dora, group } = await remaining(store);
    const seat = await look(store, group, anna);
    assert.notEqual(await store.joinGroup(joinOf(seat, [await place(store, dora)])), null);
    assert.equal(await store.setRematchWish(dora.id, chloe.id, true, after(70)), null);
    assert.equal(await store.setRematchWish(dora.id, chloe.id, false, after(70)), null);
    assert.notEqual(await store.setRematchWish(dora.id, anna.id, true, after(70)), null);
    assert.notEqual(await store.setRematchWish(anna.id, chloe.id, true, after(70)), null);
    assert.deepEqual((await place(store, dora)).seekers[0].rematchWishes, [anna.id]);
  });

  Deno.test(`[D67] of two rematch wishes at once, exactly one is told that it is mutual: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob } = await trio(store);
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all([
        store.setRematchWish(anna.id, bob.id, true, noon),
        store.setRematchWish(bob.id, anna.id, true, noon),
      ]);
      assert.equal(answers.filter((answer) => answer?.mutual).length, 1);
      for (const [one, other] of [[anna, bob], [bob, anna]] as const) {
        await store.setRematchWish(one.id, other.id, false, noon);
      }
    }
  });

  Deno.test(`[D68] a report is stored of two who are or were in that group, and of nobody else: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await trio(store);
    const stranger = await signUp(store, "stranger");
    const report = (by: User, about: User, of = group) =>
      store.report({
        id: newId(),
        group: of,
        by: by.id,
        about: about.id,
        reason: "words",
        seq: null,
        at: noon,
      });
    assert.equal(await report(anna, stranger), false);
    assert.equal(await report(stranger, anna), false);
    assert.equal(await report(anna, anna), false);
    assert.equal(await report(anna, bob, newId()), false);
    await store.leave({ group, message: left(chloe.id, 2) });
    assert.equal(await report(anna, chloe), true);
    assert.equal(await report(chloe, anna), true);
    if (at.db !== null) {
      const kept = await at.db.selectFrom("reports").select(["by", "about"]).execute();
      assert.deepEqual(new Set(kept.map(({ by }) => by)), new Set([anna.id, chloe.id]));
    }
  });

  Deno.test(`[D68] no report is stored of a member who had left before the other one joined: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, chloe, dora, group } = await remaining(store);
    const seat = await look(store, group, anna);
    assert.notEqual(await store.joinGroup(joinOf(seat, [await place(store, dora)])), null);
    const report = (by: User, about: User) =>
      store.report({
        id: newId(),
        group,
        by: by.id,
        about: about.id,
        reason: "words",
        seq: null,
        at: after(70),
      });
    assert.equal(await report(dora, chloe), false);
    assert.equal(await report(chloe, dora), false);
    assert.equal(await report(dora, anna), true);
    assert.equal(await report(anna, chloe), true);
  });

  Deno.test(`[D69] a user has a session until the last one ends or expires, and expired ones are forgotten: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob } = await trio(store);
    const opened = [after(10), after(20)].map((expiresAt) => (
      { id: newId<"session">(), user: anna.id, createdAt: noon, expiresAt }
    ));
    assert.equal(await store.hasSession(anna.id, noon), false);
    for (const session of opened) await store.openSession(session);
    assert.deepEqual(
      [await store.hasSession(anna.id, noon), await store.hasSession(bob.id, noon)],
      [
        true,
        false,
      ],
    );
    await store.purgeSessions(after(10));
    assert.equal(await store.hasSession(anna.id, after(19)), true);
    assert.equal(await store.hasSession(anna.id, after(20)), false);
    const [gone, kept] = opened;
    assert(gone && kept);
    assert.deepEqual([await store.endSession(gone.id), await store.endSession(kept.id)], [
      false,
      true,
    ]);
    assert.equal(await store.hasSession(anna.id, noon), false);
  });
}
