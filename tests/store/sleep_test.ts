// Who was last there, and tickets that sleep, the same over each store.

import assert from "node:assert/strict";
import type { User } from "../../protocol/domain.ts";
import { allStores } from "../support/store/stores.ts";
import {
  after,
  anyone,
  form,
  formOne,
  groupOf,
  left,
  look,
  noon,
  pair,
  place,
  signUp,
} from "../support/store/store_cast.ts";

for (const { kind, open } of await allStores("sleep_test")) {
  Deno.test(`[J10] users were last there at the latest time that is noted, in whatever order: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const nothing = { hasWoken: false, seats: [], places: [] };
    const seenAt = async ({ id }: User) => {
      const [[, account] = []] = await store.own(id, "account", { after: null, limit: 1 });
      return account?.seenAt;
    };
    assert.deepEqual(await store.comeBack(anna.id, after(5)), nothing);
    await store.noteSeen([{ user: anna.id, at: after(3) }, { user: anna.id, at: after(2) }]);
    assert.deepEqual(await store.comeBack(anna.id, after(4)), nothing);
    assert.equal(await seenAt(anna), after(5));
    await store.noteSeen([
      { user: bob.id, at: after(8) },
      { user: anna.id, at: after(9) },
      { user: bob.id, at: after(7) },
    ]);
    assert.deepEqual([await seenAt(anna), await seenAt(bob)], [after(9), after(8)]);
    await Promise.all([anna, bob].map(({ id }) => store.comeBack(id, after(10))));
    assert.deepEqual([await seenAt(anna), await seenAt(bob)], [after(10), after(10)]);
  });

  Deno.test(`[J10] of a deleted account, or of nobody, nothing is noted: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const gone = { user: anna.id, at: after(1), usernameHashes: [], reservedUntil: after(1) };
    await store.requestDeletion(gone);
    await store.noteSeen([{ user: anna.id, at: after(2) }]);
    assert.equal(await store.comeBack(anna.id, after(3)), null);
    const nobody = crypto.randomUUID() as typeof anna.id;
    await store.noteSeen([{ user: nobody, at: after(2) }]);
    assert.equal(await store.comeBack(nobody, after(3)), null);
  });

  Deno.test(`[J10] a ticket is sleepy once its making and its people's last times are all before: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = [
      await signUp(store, "anna"),
      await signUp(store, "bob"),
      await signUp(store, "clo"),
    ];
    await pair(store, bob, clo);
    const first = await place(store, anna, anyone, after(1));
    const second = await place(store, bob, anyone, after(2));
    const both = [bob.id, clo.id].sort();
    const ids = async (before: number, limit = 9) =>
      (await store.sleepyTickets(after(before), limit)).map(({ id }) => id);
    assert.deepEqual(await store.sleepyTickets(after(3), 9), [
      { id: first.id, seat: null, users: [anna.id] },
      { id: second.id, seat: null, users: both },
    ]);
    assert.deepEqual([await ids(1), await ids(2), await ids(3, 1)], [[], [first.id], [first.id]]);
    await store.comeBack(clo.id, after(5));
    assert.deepEqual([await ids(5), await ids(6)], [[first.id], [first.id, second.id]]);
    assert.deepEqual(await store.putToSleep([first.id, second.id], after(5), after(6)), [first.id]);
    assert.deepEqual([await ids(6), (await store.countWaiting()).people], [[second.id], 2]);
    assert.deepEqual((await store.openTickets(null)).map(({ id }) => id), [second.id]);
    assert.equal((await store.openTicket(anna.id, null))?.asleep, true);
    assert.equal((await store.ownTicket(anna.id))?.asleep, true);
    const changed = await place(store, anna, { ...anyone, age: 3 }, after(7));
    assert.deepEqual([changed.asleep, changed.since], [true, after(1)]);
  });

  Deno.test(`[J10] a ticket wakes with any of its people, forms no group before, and may at once after: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = [
      await signUp(store, "anna"),
      await signUp(store, "bob"),
      await signUp(store, "clo"),
    ];
    await pair(store, bob, clo);
    const tickets = [await place(store, anna, anyone, noon), await place(store, bob, anyone, noon)];
    const ids = tickets.map(({ id }) => id).sort();
    const [single, double] = tickets;
    assert(single && double);
    assert.deepEqual(await store.putToSleep(ids, after(1), after(2)), ids);
    assert.equal(await formOne(store, groupOf(tickets, after(3))), false);
    await store.comeBack(anna.id, after(4));
    assert.equal(await formOne(store, groupOf(tickets, after(5))), false);
    assert.deepEqual(await store.overslept(noon), []);
    await store.noteSeen([{ user: bob.id, at: after(5) }]);
    assert.deepEqual(await store.overslept(after(2)), [bob.id]);
    assert.deepEqual(await store.overslept(after(3)), []);
    assert.deepEqual(await store.comeBack(clo.id, after(6)), {
      hasWoken: true,
      seats: [],
      places: [],
    });
    assert.equal((await store.comeBack(bob.id, after(7)))?.hasWoken, false);
    assert.deepEqual((await store.openTicket(bob.id, null))?.wokenAt, after(6));
    assert.deepEqual(
      await store.wokenSince(after(5)),
      [bob.id, clo.id].sort().map((user) => (
        { id: double.id, user, seat: null }
      )),
    );
    assert.equal((await store.wokenSince(after(4))).length, 3);
    assert.equal(await formOne(store, groupOf(tickets, after(8))), true);
  });

  Deno.test(`[J10] a seat sleeps and wakes, and nobody comes in by it meanwhile: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const names = ["anna", "bob", "clo", "dora"];
    const [anna, bob, clo, dora] = await Promise.all(names.map((name) => signUp(store, name)));
    assert(anna && bob && clo && dora);
    const group = await form(store, [anna, bob, clo]);
    await store.leave({ group, message: left(anna.id, 2) });
    const seat = await look(store, group, bob);
    const own = await place(store, dora);
    const join = () =>
      store.joinGroup({
        ...{ group, seat: seat.id, at: after(101) },
        seated: seat.seekers.map(({ user, criteria }) => ({ user: user.id, criteria })),
        newcomers: [{
          ...{ id: own.id, user: dora.id, criteria: anyone },
          messageId: crypto.randomUUID() as never,
        }],
      });
    assert.deepEqual(await store.putToSleep([seat.id], after(99), after(99)), [seat.id]);
    assert.equal(await join(), null);
    assert.deepEqual((await store.comeBack(clo.id, after(100)))?.seats, [group]);
    assert.equal((await join())?.length, 1);
  });

  Deno.test(`[J11] what a ticket's people were told of being alone is kept with it: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const [one, other] = [await place(store, anna), await place(store, bob)];
    await store.keepAlone([{ id: one.id, alone: true }, { id: other.id, alone: false }]);
    assert.deepEqual(
      [(await store.ownTicket(anna.id))?.alone, (await store.ownTicket(bob.id))?.alone],
      [true, false],
    );
    await store.keepAlone([{ id: one.id, alone: false }]);
    assert.equal((await place(store, anna)).alone, false);
  });
}
