// Languages in the stores: who is put together has one in common, whatever the matchmaker believes.

import assert from "node:assert/strict";
import {
  formOne,
  groupOf,
  joinOf,
  left,
  look,
  noon,
  place,
  signUp,
  thirty,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

for (const { kind, open } of await allStores("descriptions")) {
  Deno.test(`[O8] three without a language that all of them have are not formed, two pairs that have one included: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const speaker = (name: string, ...languages: string[]) =>
      signUp(store, name, { ...thirty, languages });
    const [anna, bob, clo] = [
      await speaker("anna", "en", "fr"),
      await speaker("bob", "fr", "de"),
      await speaker("clo", "de", "en"),
    ];
    const tickets = [await place(store, anna), await place(store, bob), await place(store, clo)];
    assert.deepEqual(tickets[1]?.seekers[0].profile.languages, ["fr", "de"]);
    assert.equal(await formOne(store, groupOf(tickets)), false);
    assert.equal((await store.openTickets(null)).length, 3);
    // A profile may have changed since the ticket was read.
    const change = { ...thirty, languages: ["de", "fr", "it"] };
    assert.equal(await store.setProfile(clo.id, change, noon), "stored");
    assert.equal(await formOne(store, groupOf(tickets)), true);
  });

  Deno.test(`[O8] who comes in by a seat has a language that all who are there have: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = [
      await signUp(store, "anna", { ...thirty, languages: ["en", "fr"] }),
      await signUp(store, "bob", { ...thirty, languages: ["en", "de"] }),
      await signUp(store, "clo", { ...thirty, languages: ["en", "it"] }),
    ];
    const tickets = [await place(store, anna), await place(store, bob), await place(store, clo)];
    const group = groupOf(tickets);
    assert.equal(await formOne(store, group), true);
    assert.equal(await store.leave({ group: group.id, message: left(clo.id, 2) }), "stored");
    const seat = await look(store, group.id, anna);
    const dora = await signUp(store, "dora", { ...thirty, languages: ["fr", "de", "it"] });
    const ticket = await place(store, dora);
    assert.equal(await store.joinGroup(joinOf(seat, [ticket])), null);
    await store.setProfile(dora.id, { ...thirty, languages: ["it", "en"] }, noon);
    assert.equal((await store.joinGroup(joinOf(seat, [ticket])))?.length, 1);
  });

  Deno.test(`[O8] partners, and members who look for a third, without a language in common are no_third: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = [
      await signUp(store, "anna"),
      await signUp(store, "bob"),
      await signUp(store, "clo"),
    ];
    const tickets = [await place(store, anna), await place(store, bob), await place(store, clo)];
    const group = groupOf(tickets);
    assert.equal(await formOne(store, group), true);
    assert.equal(await store.leave({ group: group.id, message: left(clo.id, 2) }), "stored");
    await store.setProfile(bob.id, { ...thirty, languages: ["fr"] }, noon);
    const asked = { id: group.id as string as typeof tickets[0]["id"], group: group.id };
    const outcome = await store.openSeat(
      { ...asked, user: anna.id, criteria: null, at: noon },
      null,
    );
    assert.deepEqual(outcome, { type: "refused", code: "no_third" });
  });
}
