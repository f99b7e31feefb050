// Who is kept apart beyond two accounts, in the store: devices, and what a block reaches.

import assert from "node:assert/strict";
import { extendBan, withdrawBan } from "../../db/relations/reaches.ts";
import {
  after,
  form,
  formOne,
  groupOf,
  joinOf,
  look,
  newId,
  noon,
  place,
  remaining,
  signUp,
} from "../support/store/store_cast.ts";
import { join, logIn, mayForm, mayMeet, three } from "../support/store/sightings.ts";
import { allStores } from "../support/store/stores.ts";

const dayMs = 86_400_000;

for (const { kind, open } of await allStores("reaches")) {
  Deno.test(`[D144] accounts of one device are kept apart, and are no partners; those of one network are not: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await join(store, "anna", { device: "one", network: "home" });
    const bob = await join(store, "bob", { device: "one", network: "home" });
    const clo = await join(store, "clo", { device: "two", network: "home" });
    const dora = await signUp(store, "dora");
    assert.equal(await mayForm(store, anna, bob), false);
    assert.equal(await mayForm(store, anna, clo), true);
    assert.equal(await mayMeet(store, anna, dora), true);
    const invite = { hash: "a".repeat(64), inviter: anna.id, at: noon, expiresAt: after(9) };
    await store.createInvite(invite);
    const outcome = await store.acceptInvite(invite.hash, bob.id, noon);
    assert.deepEqual(outcome, { type: "refused", code: "kept_apart" });
    await logIn(store, clo, { device: "one" }, noon);
    assert.equal(await mayMeet(store, clo, bob), false);
    assert.equal(await store.areKeptApart(anna.id, anna.id), false);
  });

  Deno.test(`[D145] [D185] a block reaches other accounts of the device, and those made later from the network: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const victim = await join(store, "victim", { device: "hers", network: "other" });
    const blocked = await join(store, "blocked", { device: "his", network: "home" });
    const before = await join(store, "before", { network: "home" });
    const double = await join(store, "double", { device: "his" });
    assert.equal(await mayMeet(store, victim, double), true);
    await store.block(victim.id, blocked.id, after(1_000));
    assert.equal(await mayForm(store, victim, double), false);
    assert.equal(await mayMeet(store, victim, before), true, "Made before the block");
    const later = await join(store, "later", { network: "home" }, after(1_001));
    const elsewhere = await join(store, "elsewhere", { network: "away" }, after(1_001));
    const visitor = await join(store, "visitor", { network: "away" }, after(1_001));
    await logIn(store, visitor, { network: "home" }, after(1_002));
    assert.equal(await mayForm(store, victim, later), false);
    assert.equal(await mayMeet(store, victim, elsewhere), true);
    assert.equal(await mayMeet(store, victim, visitor), true, "Made elsewhere");
    // Nobody else is touched.
    assert.equal(await mayMeet(store, before, later), true);
    const moved = await join(store, "moved", {}, after(2_000));
    await logIn(store, blocked, { device: "new", network: "new" }, after(3_000));
    await logIn(store, moved, { device: "new" }, after(3_000));
    assert.equal(await mayMeet(store, victim, moved), false, "Of a device that came later");
    for (const user of [double, later, visitor]) await place(store, user);
    assert.deepEqual(
      await store.unblock(victim.id, blocked.id),
      [double.id, later.id].sort(),
      "Those who wait and were reached",
    );
    for (const user of [double, later, visitor]) await store.withdrawTicket(user.id, noon);
    for (const user of [blocked, double, later, moved]) {
      assert.equal(await mayMeet(store, victim, user), true, user.username);
    }
  });

  Deno.test(`[D146] what a block reaches is forgotten after 30 days, and so are networks; the block stays: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const victim = await signUp(store, "victim");
    const blocked = await join(store, "blocked", { device: "his", network: "home" });
    await store.block(victim.id, blocked.id, after(10));
    const double = await join(store, "double", { device: "his" }, after(11));
    const purge = (ms: number) =>
      store.purgeSights({
        now: after(ms),
        devices: after(ms - 400 * dayMs),
        networks: after(ms - 30 * dayMs),
      });
    await purge(30 * dayMs + 10);
    assert.equal(await store.areKeptApart(victim.id, double.id), true);
    await purge(30 * dayMs + 11);
    assert.equal(await store.areKeptApart(victim.id, double.id), false);
    assert.equal(await store.areKeptApart(victim.id, blocked.id), true);
    assert.equal(await store.areKeptApart(double.id, blocked.id), true, "Still one device");
    // A log-in so late extends a block no more.
    await logIn(store, blocked, { device: "new" }, after(30 * dayMs + 11));
    await logIn(store, double, { device: "new" }, after(30 * dayMs + 11));
    assert.equal(await store.areKeptApart(victim.id, double.id), false);
    await purge(400 * dayMs + 12);
    assert.equal(await store.areKeptApart(double.id, blocked.id), true, "Seen since");
    await purge(431 * dayMs);
    assert.equal(await store.areKeptApart(double.id, blocked.id), false);
  });

  Deno.test(`[D151] a ban bars its devices for 30 days, and keeps those made later from its networks from whom its owner was with: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    // The memory store has a ban with a suspension alone.
    if (db === null) return;
    const banned = await join(store, "banned", { device: "his", network: "home" });
    const double = await join(store, "double", { device: "his" });
    const [anna, bob, clo] = await three(store);
    await form(store, [banned, anna, bob]);
    await extendBan(db, { about: banned.id, at: after(1) });
    const later = await join(store, "later", { network: "home" });
    assert.equal((await place(store, double)).restsUntil, after(30 * dayMs + 1));
    assert.equal(await mayForm(store, anna, later), false);
    assert.equal(await mayForm(store, clo, later), true, "A stranger to the banned user");
    const tickets = [await place(store, double), await place(store, clo)];
    const group = groupOf([...tickets, await place(store, await signUp(store, "dora"))]);
    assert.equal(await formOne(store, group), false);
    assert.equal(await formOne(store, { ...group, at: after(30 * dayMs + 1) }), true);
    await withdrawBan(db, banned.id);
    assert.equal(await store.areKeptApart(anna.id, later.id), false);
    const double2 = await join(store, "double2", { device: "his" });
    assert.equal((await place(store, double2)).restsUntil, null);
  });

  Deno.test(`[D191] nobody comes into a group by its seat while a member's device is barred: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, group } = await remaining(store);
    const banned = await join(store, "banned", { device: "hers" });
    await logIn(store, bob, { device: "hers" }, noon);
    const seat = await look(store, group, anna);
    const ticket = await place(store, dora);
    const act = { id: newId<"audit">(), by: null, about: banned.id, note: "", at: after(55) };
    assert.notEqual(await store.suspend({ ...act, days: null }), null);
    assert.deepEqual(await store.usersAtDevicesOf([banned.id, anna.id]), [bob.id]);
    assert.deepEqual(await store.usersAtDevicesOf([banned.id, bob.id]), []);
    assert.equal(await store.joinGroup(joinOf(seat, [ticket])), null);
    assert.equal((await store.seat(group, null))?.restsUntil, after(30 * dayMs + 55));
    const later = joinOf(seat, [ticket], after(30 * dayMs + 55));
    assert.equal(await store.joinGroup({ ...later, at: after(30 * dayMs + 54) }), null);
    assert.notEqual(await store.joinGroup(later), null);
  });
}
