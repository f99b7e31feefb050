// Tickets as their users are shown them, how long people waited, and matchmakers at work: the same
// rules for every store.

import assert from "node:assert/strict";
import {
  after,
  anyone,
  form,
  left,
  look,
  newId,
  pair,
  place,
  signUp,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

for (const { kind, open } of await allStores("own_tickets")) {
  Deno.test(`[D182] a ticket is told to each who is on it, a seat to nobody; who waits is counted: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const people = [];
    for (const name of ["a", "b", "c", "d", "e", "f"]) people.push(await signUp(store, name));
    const [anna, bob, chloe, dora, emil, fay] = people;
    assert(anna && bob && chloe && dora && emil && fay);
    assert.deepEqual([await store.ownTicket(anna.id), await store.countWaiting()], [null, {
      people: 0,
      bots: 0,
    }]);
    const group = await form(store, [anna, bob, chloe]);
    await store.leave({ group, message: left(chloe.id, 2) });
    await look(store, group, anna);
    assert.deepEqual([await store.ownTicket(anna.id), await store.countWaiting()], [null, {
      people: 0,
      bots: 0,
    }]);
    const wide = { sex: "any", age: 3, widen: true, widenSex: true } as const;
    await pair(store, dora, emil);
    await place(store, dora, wide, after(5));
    await place(store, anna, anyone, after(7));
    await place(store, fay, anyone, after(8));
    await store.withdrawTicket(fay.id, after(9));
    for (const one of people) {
      const ticket = await store.openTicket(one.id, null);
      const own = ticket && {
        id: ticket.id,
        since: ticket.since,
        ...{ asleep: false, wokenAt: null, alone: false },
        owners: ticket.seekers.map(({ user, profile, criteria }) => ({ user, profile, criteria })),
      };
      assert.deepEqual(await store.ownTicket(one.id), own, one.username);
    }
    const both = (await store.ownTicket(emil.id))?.owners.map(({ user }) => user.username);
    assert.deepEqual(both?.sort(), ["d", "e"]);
    assert.deepEqual(await store.countWaiting(), { people: 3, bots: 0 });
  });

  Deno.test(`[D182] the waits of a kind replace those of before, and kinds whose waits are over are forgotten: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const at0 = Date.parse(after(0));
    const long = 40 * 24 * 3_600_000;
    assert.deepEqual(await store.waits(), []);
    await store.keepWaits([
      { kind: 4_000, waits: [[long, at0], [0, at0 + 5]] },
      { kind: 17, waits: [[1_500, at0 + 10]] },
    ], after(0));
    assert.deepEqual(await store.waits(), [
      { kind: 17, waits: [[1_500, at0 + 10]] },
      { kind: 4_000, waits: [[long, at0], [0, at0 + 5]] },
    ]);
    await store.keepWaits([{ kind: 17, waits: [[1_500, at0 + 10], [2, at0 + 20]] }], after(5));
    assert.equal((await store.waits()).length, 2, "The last wait was over just then");
    await store.keepWaits([{ kind: 18, waits: [[3, at0 + 21]] }], after(6));
    assert.deepEqual(await store.waits(), [
      { kind: 17, waits: [[1_500, at0 + 10], [2, at0 + 20]] },
      { kind: 18, waits: [[3, at0 + 21]] },
    ]);
  });

  Deno.test(`[D184] matchmakers at work are noted, and forgotten after an hour: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [one, other] = [newId(), newId()].sort();
    assert(one && other);
    const hour = 3_600_000;
    assert.deepEqual(await store.notedWork(), []);
    await store.noteWork({ matchmaker: other, at: after(0) });
    await store.noteWork({ matchmaker: one, at: after(7) });
    await store.noteWork({ matchmaker: other, at: after(9) });
    assert.deepEqual(await store.notedWork(), [
      { matchmaker: one, at: after(7) },
      { matchmaker: other, at: after(9) },
    ]);
    await store.noteWork({ matchmaker: other, at: after(hour + 8) });
    assert.deepEqual(await store.notedWork(), [{ matchmaker: other, at: after(hour + 8) }]);
  });
}
