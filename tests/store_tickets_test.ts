// Tickets: the same rules for every store.

import assert from "node:assert/strict";
import type { User } from "../actors/protocol.ts";
import {
  after,
  alike,
  anyone,
  form,
  left,
  newId,
  noon,
  place,
  signUp,
  thirty,
} from "./support/store_cast.ts";
import { allStores } from "./support/stores.ts";

for (const { kind, open } of await allStores("tickets")) {
  Deno.test(`[D7] no ticket without what its criteria need: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [bare, silent] = [
      await signUp(store, "bare", null),
      await signUp(store, "x", { ...thirty, sex: null }),
    ];
    const ticket = { id: newId<"ticket">(), at: noon };
    assert.equal(await store.placeTicket({ ...ticket, user: bare.id, criteria: anyone }), "profile_required");
    assert.equal(await store.placeTicket({ ...ticket, user: silent.id, criteria: alike }), "sex_undisclosed");
    assert.deepEqual(await store.openTickets(), []);
    assert.equal((await place(store, silent, anyone)).profile.sex, null);
  });

  Deno.test(`[D8] a ticket placed again keeps its id and since, and takes the new criteria: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    const first = await place(at.store, anna, alike, after(1));
    assert.deepEqual(first, {
      ...first,
      user: anna,
      profile: thirty,
      criteria: alike,
      since: after(1),
      apart: [],
    });
    const second = await place(at.store, anna, { sex: "any", age: 99, widen: true }, after(2));
    assert.deepEqual(second, { ...first, criteria: { sex: "any", age: 99, widen: true } });
    assert.deepEqual(await at.store.openTicket(anna.id), second);
    assert.deepEqual(await at.store.openTickets(), [second]);
  });

  Deno.test(`[D8] tickets placed at once by one user are one: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    const placed = await Promise.all(Array.from({ length: 10 }, () => place(at.store, anna)));
    assert.equal(new Set(placed.map(({ id }) => id)).size, 1);
    assert.deepEqual(await at.store.openTickets(), placed.slice(0, 1));
  });

  Deno.test(`[D9] a ticket is withdrawn once, and the next is a new one: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    assert.equal(await at.store.withdrawTicket(anna.id, noon), false);
    const first = await place(at.store, anna);
    assert.equal(await at.store.withdrawTicket(anna.id, after(1)), true);
    assert.equal(await at.store.withdrawTicket(anna.id, after(1)), false);
    assert.equal(await at.store.openTicket(anna.id), null);
    const second = await place(at.store, anna, anyone, after(2));
    assert.notEqual(second.id, first.id);
    assert.equal(second.since, after(2));
  });

  Deno.test(`[D10] open tickets come oldest first, each with whom it is kept apart from: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const users: User[] = [];
    for (const name of ["anna", "bob", "chloé", "dora", "emil"]) users.push(await signUp(store, name));
    const [anna, bob, chloe, dora, emil] = users;
    assert(anna && bob && chloe && dora && emil);
    const group = await form(store, [anna, bob, chloe]);
    await store.leave({ group, message: left(chloe.id, 2) });
    await store.block(dora.id, anna.id, noon);
    await store.block(dora.id, anna.id, noon);
    for (const [number, user] of [emil, dora, chloe, bob, anna].entries()) {
      await place(store, user, anyone, after(number));
    }
    const apart = (await store.openTickets()).map((ticket) => [ticket.user, ticket.apart]);
    assert.deepEqual(apart, [
      [emil, []],
      [dora, [anna.id]],
      [chloe, []],
      [bob, [anna.id]],
      [anna, [bob.id, dora.id].sort()],
    ]);
    assert.deepEqual((await store.openTicket(bob.id))?.apart, [anna.id]);
  });
}
