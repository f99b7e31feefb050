// How the ticket of two is used, and how a partnership ends: the same rules for every store.

import assert from "node:assert/strict";
import type { User } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import {
  after,
  anyone,
  formOne,
  groupOf,
  invite,
  newId,
  noon,
  pair,
  place,
  signUp,
  together,
  userOf,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

async function cast(store: Store, ...names: string[]): Promise<User[]> {
  const users: User[] = [];
  for (const name of names) users.push(await signUp(store, name));
  return users;
}

for (const { kind, open } of await allStores("partners")) {
  Deno.test(`[D55] a ticket of two is used for both or for none, and the partnership ends with it: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, chloe, dora] = await cast(store, "anna", "bob", "chloé", "dora");
    assert(anna && bob && chloe && dora);
    await pair(store, anna, bob);
    const [duo, c, d] = [
      await place(store, anna),
      await place(store, chloe),
      await place(store, dora),
    ];
    const before = await store.openTickets(null);
    const used = (user: User, { id } = duo) => ({ id, user: user.id, criteria: anyone });
    const wrong = [
      [used(anna), used(chloe, c), used(dora, d)],
      [used(anna), used(bob, { ...duo, id: newId() }), used(chloe, c)],
      [used(anna), used(chloe), used(dora, d)],
    ];
    for (const tickets of wrong) {
      const group = {
        id: newId<"group">(),
        messageId: newId<"message">(),
        at: noon,
        why: together,
        tickets,
      };
      assert.deepEqual(await store.formGroups([group]), [false]);
    }
    const split = wrong.slice(0, 1).flatMap((
      tickets,
    ) => [tickets, [used(bob), used(chloe, c), used(dora, d)]])
      .map((tickets) => (
        { id: newId<"group">(), messageId: newId<"message">(), at: noon, why: together, tickets }
      ));
    assert.deepEqual(await store.formGroups(split), [false, false]);
    assert.deepEqual(await store.openTickets(null), before);
    assert.deepEqual(await store.partner(anna.id), bob);
    assert.equal(await formOne(store, groupOf([c, duo])), true);
    assert.deepEqual((await store.openTickets(null)).map((ticket) => userOf(ticket)), [dora]);
    assert.deepEqual([await store.partner(anna.id), await store.partner(bob.id)], [null, null]);
  });

  Deno.test(`[D56] ending a partnership closes the ticket of the two, once: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = await cast(store, "anna", "bob");
    assert(anna && bob);
    assert.equal(await store.endPartnership(anna.id, noon), null);
    await pair(store, anna, bob);
    assert.deepEqual(await store.endPartnership(bob.id, noon), {
      partner: anna.id,
      withdrawn: false,
    });
    assert.equal(await store.endPartnership(anna.id, noon), null);
    await pair(store, bob, anna);
    await place(store, anna);
    assert.deepEqual(await store.endPartnership(anna.id, noon), {
      partner: bob.id,
      withdrawn: true,
    });
    assert.deepEqual(await store.openTickets(null), []);
    assert.deepEqual((await place(store, anna)).seekers.length, 1);
  });

  Deno.test(`[D56] a ticket placed while a partnership begins or ends is of one or of both, never torn: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = await cast(store, "anna", "bob");
    assert(anna && bob);
    for (let round = 0; round < 8; round++) {
      const hash = await invite(store, anna);
      await Promise.all([
        place(store, anna),
        store.acceptInvite(hash, bob.id, after(1)),
        place(store, bob),
        store.withdrawTicket(anna.id, after(2)),
      ]);
      for (const { seekers } of await store.openTickets(null)) assert.equal(seekers.length, 2);
      await Promise.all([
        place(store, bob),
        store.endPartnership(anna.id, after(3)),
        place(store, anna),
      ]);
      for (const { seekers } of await store.openTickets(null)) assert.equal(seekers.length, 1);
      for (const { id } of [anna, bob]) await store.withdrawTicket(id, after(4));
    }
  });
}
