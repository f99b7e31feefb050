// What users have switched off, and what of each other they are therefore not shown: the same for
// every store.

import assert from "node:assert/strict";
import type { Preferences, UserId } from "../../protocol/domain.ts";
import { after, formTrio, left, newId, noon, place, signUp } from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const all: Preferences = { receipts: true, typing: true, presence: true };

for (const { kind, open } of await allStores("preferences")) {
  Deno.test(`[D211] preferences are all on at first and stored as given, and of a deleted account nothing is on: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    assert.deepEqual(await store.preferences(anna.id), all);
    const some = { receipts: false, typing: true, presence: false };
    assert.equal(await store.setPreferences(anna.id, some), true);
    assert.deepEqual(await store.preferences(anna.id), some);
    assert.deepEqual(await store.preferences(bob.id), all);
    assert.equal(await store.preferences(newId<"user">()), null);
    assert.equal(await store.setPreferences(newId<"user">(), some), false);
    const deletion = { at: after(1), usernameHashes: [], reservedUntil: after(2) };
    await store.requestDeletion({ ...deletion, user: anna.id });
    assert.equal(await store.preferences(anna.id), null);
    assert.equal(await store.setPreferences(anna.id, all), false);
    assert.equal(await store.emptyAccount(anna.id), true);
  });

  Deno.test(`[D211] what one of two has switched off is hidden from the other, and from nobody else: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    await store.setPreferences(bob.id, { ...all, receipts: false });
    await store.setPreferences(chloe.id, { ...all, typing: false, presence: false });
    const hiddenTo = async (user: UserId) => {
      const { members = [] } = await store.group(user, group) ?? {};
      return members.map(({ unseen = [] }) => unseen.map((what) => what[0]).join(""));
    };
    assert.deepEqual(await hiddenTo(anna.id), ["", "r", "p"]);
    assert.deepEqual(await hiddenTo(bob.id), ["r", "", "rp"]);
    assert.deepEqual(await hiddenTo(chloe.id), ["p", "rp", ""]);
    assert.deepEqual(await store.groups(anna.id), [await store.group(anna.id, group)]);
    const members = (await store.groupMembers(group))?.members ?? [];
    assert.deepEqual(members.map(({ off }) => off), [
      undefined,
      ["receipts"],
      ["typing", "presence"],
    ]);
    assert.deepEqual(await store.presenceViewers(anna.id), [{ group, others: [bob.id] }]);
    assert.deepEqual(await store.presenceViewers(chloe.id), [{ group, others: [] }]);
    await store.leave({ group, message: left(bob.id, 2) });
    assert.deepEqual(await store.presenceViewers(anna.id), [{ group, others: [] }]);
    assert.deepEqual(await store.presenceViewers(bob.id), []);
  });

  Deno.test(`[D211] a ticket tells whether its user has switched presence off: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    await store.setPreferences(anna.id, { ...all, presence: false });
    const placed = await place(store, anna);
    assert.equal(placed.seekers[0].hidesPresence, true);
    assert.deepEqual(await store.openTicket(anna.id, noon), placed);
    await store.setPreferences(anna.id, { ...all, receipts: false });
    assert.equal((await store.openTicket(anna.id, noon))?.seekers[0].hidesPresence, undefined);
  });
}
