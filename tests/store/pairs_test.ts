// Two who come into a group as partners, and who leaves them, in the store.

import assert from "node:assert/strict";
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
  signUp,
} from "../support/store/store_cast.ts";
import { formWith, join, mayForm, mayMeet, three } from "../support/store/sightings.ts";
import { allStores } from "../support/store/stores.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

for (const { kind, open } of await allStores("pairs")) {
  Deno.test(`[D147] two who came as partners are told of, at forming and joining, while both are there: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = await three(store);
    await pair(store, anna, bob);
    const group = await formWith(store, anna, clo);
    const together = [anna.id, bob.id].sort();
    for (const user of [anna, bob, clo]) {
      const view = await store.group(user.id, group);
      assert.deepEqual([...view?.together ?? []].sort(), together);
      assert(view?.last?.kind === "formed");
      assert.deepEqual([...view.last.together ?? []].sort(), together);
    }
    await store.leave({ group, message: { ...left(anna.id, 2), at: after(dayMs) } });
    assert.equal((await store.group(clo.id, group))?.together, undefined);
    const alone = await form(store, await three(store, "x"));
    assert.equal((await store.groups(anna.id)).length, 0);
    const [first] = (await store.groupMembers(alone))?.members ?? [];
    const view = await store.group(first?.id ?? anna.id, alone);
    assert.equal(view?.together, undefined);
    assert(view?.last?.kind === "formed" && view.last.together === undefined);
  });

  Deno.test(`[D147] partners who join a group are told of to the one who was there: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = await three(store);
    const group = await form(store, [anna, bob, clo]);
    for (const [seq, user] of [[2, bob], [3, clo]] as const) {
      await store.leave({ group, message: left(user.id, seq) });
    }
    const [dora, emil] = await three(store, "x");
    await pair(store, dora, emil);
    const seat = await look(store, group, anna, anyone);
    const joined = await store.joinGroup(joinOf(seat, [await place(store, dora)]));
    assert.deepEqual(
      joined?.map((message) => [message.by, message.kind === "joined" && message.with]).sort(),
      [
        [dora.id, emil.id],
        [emil.id, dora.id],
      ].sort(),
    );
    assert.deepEqual(
      [...(await store.group(anna.id, group))?.together ?? []].sort(),
      [
        dora.id,
        emil.id,
      ].sort(),
    );
  });

  Deno.test(`[D148] who leaves two partners within ten minutes has their ticket again, as it was, and is kept apart from the two: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = await three(store);
    await pair(store, anna, bob);
    const own = await place(store, clo, { ...anyone, age: 40 }, after(2));
    const group = await formWith(store, anna, clo, after(3));
    const leaves = after(3 + 10 * minuteMs - 1);
    await store.leave({ group, message: { ...left(clo.id, 2), at: leaves } });
    const again = await store.openTicket(clo.id, null);
    assert.deepEqual([again?.id, again?.since], [own.id, own.since]);
    assert.deepEqual(again?.seekers[0].criteria, own.seekers[0].criteria);
    assert.deepEqual(again?.seekers[0].apart, [anna.id, bob.id].sort());
    assert.equal(await store.areKeptApart(bob.id, clo.id), true);
    assert.equal(await store.areKeptApart(anna.id, bob.id), false);
    // It is used and withdrawn like any other.
    const rest = await three(store, "x");
    const tickets = [again, await place(store, rest[0]), await place(store, rest[1])];
    assert.equal(await formOne(store, groupOf(tickets.filter((one) => one !== null))), true);
    assert.equal(await store.openTicket(clo.id, null), null);
  });

  Deno.test(`[D148] who leaves later, or leaves people who came alone, or one's partner, is not: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = await three(store);
    await pair(store, anna, bob);
    const late = await formWith(store, anna, clo, after(3));
    const message = { ...left(clo.id, 2), at: after(3 + 10 * minuteMs) };
    await store.leave({ group: late, message });
    assert.equal(await store.openTicket(clo.id, null), null);
    assert.equal(await store.areKeptApart(anna.id, clo.id), false);
    const others = await three(store, "x");
    const alone = await form(store, others);
    await store.leave({ group: alone, message: left(others[0].id, 2) });
    assert.equal(await store.openTicket(others[0].id, null), null);
    assert.equal(await store.areKeptApart(others[0].id, others[1].id), false);
    await store.leave({ group: late, message: left(bob.id, 3) });
    assert.equal(await store.openTicket(bob.id, null), null);
    assert.equal(await store.areKeptApart(anna.id, bob.id), false);
  });

  Deno.test(`[D148] who searches already when they leave keeps that ticket alone: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = await three(store);
    await pair(store, anna, bob);
    const group = await formWith(store, anna, clo);
    const other = await place(store, clo, anyone, after(5));
    await store.leave({ group, message: left(clo.id, 2) });
    assert.equal((await store.openTicket(clo.id, null))?.id, other.id);
    assert.equal((await store.openTickets(null)).length, 1);
    assert.equal(await store.areKeptApart(anna.id, clo.id), true);
  });

  Deno.test(`[D148] who leaves by deleting their account waits for nobody: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = await three(store);
    await pair(store, anna, bob);
    const group = await formWith(store, anna, clo);
    const deletion = { user: clo.id, at: after(5), usernameHashes: [], reservedUntil: after(9) };
    assert.equal(await store.requestDeletion(deletion), true);
    await store.leave({ group, message: left(clo.id, 2) });
    assert.deepEqual(await store.openTickets(null), []);
    assert.equal(await store.emptyAccount(clo.id), true);
  });

  Deno.test(`[D160] who left two partners is kept apart from them when the group is forgotten, too: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, clo] = await three(store);
    await pair(store, anna, bob);
    const group = await formWith(store, anna, clo);
    for (const [seq, user] of [[2, clo], [3, anna], [4, bob]] as const) {
      await store.leave({ group, message: left(user.id, seq) });
    }
    await store.purgeGroups(after(dayMs), null);
    assert.equal(await store.groupMembers(group), null);
    for (const partner of [anna, bob]) {
      assert.equal(await store.areKeptApart(clo.id, partner.id), true);
    }
  });

  Deno.test(`[D149] who left partners is kept from their devices and networks, save a network of their own: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await join(store, "anna", { device: "annas", network: "theirs" });
    const bob = await join(store, "bob", { device: "bobs", network: "campus" });
    const clo = await join(store, "clo", { network: "campus" });
    const double = await join(store, "double", { device: "annas" });
    const housemate = await join(store, "housemate", { network: "theirs" });
    const student = await join(store, "student", { network: "campus" });
    await pair(store, anna, bob);
    const group = await formWith(store, anna, clo);
    await store.leave({ group, message: left(clo.id, 2) });
    await store.withdrawTicket(clo.id, noon);
    assert.equal(await mayMeet(store, clo, double), false);
    assert.equal(await mayForm(store, clo, housemate), false);
    assert.equal(await mayMeet(store, clo, student), true);
  });

  Deno.test(`[D150] partners whom three left soon on one day, in UTC, rest until the next, with whatever accounts of their devices: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await join(store, "anna", { device: "annas" });
    const bob = await join(store, "bob", { device: "bobs" });
    const double = await join(store, "double", { device: "bobs" });
    const midnight = "2026-06-02T00:00:00.000Z";
    const pairUp = async () => {
      await pair(store, anna, bob);
      return (await place(store, anna)).restsUntil;
    };
    for (let count = 0; count < 3; count++) {
      assert.equal(await pairUp(), null);
      const third = await signUp(store, `third ${count}`);
      const group = await formWith(store, anna, third);
      await store.leave({ group, message: left(third.id, 2) });
      for (const user of [anna, bob]) {
        const { lastSeq = 0 } = await store.groupMembers(group) ?? {};
        await store.leave({ group, message: left(user.id, lastSeq + 1) });
      }
    }
    assert.equal(await pairUp(), midnight);
    const stored = (await store.openTickets(null)).find(({ seekers }) => seekers.length === 2);
    assert.equal(stored?.restsUntil, midnight);
    await store.endPartnership(anna.id, noon);
    // Alone they rest not; with another account of the device they do.
    assert.equal((await place(store, anna)).restsUntil, null);
    await store.withdrawTicket(anna.id, noon);
    const clo = await signUp(store, "clo");
    await pair(store, clo, double);
    assert.equal((await place(store, clo)).restsUntil, midnight);
    const long = after(-400 * dayMs);
    await store.purgeSights({ now: midnight, devices: long, networks: long });
    assert.equal((await place(store, clo)).restsUntil, null);
  });
}
