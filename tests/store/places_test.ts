// The place of a member who is away, the same over each store.

import assert from "node:assert/strict";
import type { GroupId, User } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import type { OpenTicket } from "../../db/store/tickets.ts";
import { allStores } from "../support/store/stores.ts";
import {
  after,
  anyone,
  form,
  joinOf,
  left,
  newId,
  noon,
  place,
  signUp,
} from "../support/store/store_cast.ts";

/** Members who were last there before then are away. */
const silentBefore = after(100);
const present = after(200);

interface Cast {
  readonly store: Store;
  readonly group: GroupId;
  readonly anna: User;
  readonly bob: User;
  readonly clo: User;
  readonly dora: User;
}

/** Anna and Bob are there; Clo, who was never seen, is away since the group was formed. */
async function cast(store: Store): Promise<Cast> {
  const [anna, bob, clo, dora] = [
    await signUp(store, "anna"),
    await signUp(store, "bob"),
    await signUp(store, "clo"),
    await signUp(store, "dora"),
  ];
  const group = await form(store, [anna, bob, clo]);
  await store.noteSeen([anna, bob].map(({ id: user }) => ({ user, at: present })));
  return { store, group, anna, bob, clo, dora };
}

function open({ store, group }: Cast, user: User, criteria = anyone) {
  const asked = { id: newId<"ticket">(), group, user: user.id, criteria, at: after(300) };
  return store.openSeat({ ...asked, silentBefore }, null);
}

async function seatOf(at: Cast, user: User): Promise<OpenTicket> {
  const outcome = await open(at, user);
  assert(outcome.type === "placed", JSON.stringify(outcome));
  return outcome.ticket;
}

async function join({ store }: Cast, seat: OpenTicket, users: readonly User[]) {
  const tickets: OpenTicket[] = [];
  for (const user of users) tickets.push(await place(store, user, anyone, after(301)));
  const away = { leftId: newId<"message">(), silentBefore };
  return await store.joinGroup({ ...joinOf(seat, tickets, after(302)), away });
}

for (const { kind, open: openStore } of await allStores("places_test")) {
  Deno.test(`[J20] in a group of three a seat is right while another member is away, and in their place: ${kind}`, async () => {
    await using opened = await openStore();
    const at = await cast(opened.store);
    const { store, group, anna, bob, clo } = at;
    assert.deepEqual(
      await store.openSeat(
        { id: newId<"ticket">(), group, user: anna.id, criteria: anyone, at: noon },
        null,
      ),
      { type: "refused", code: "group_full" },
      "Nobody is ever away",
    );
    assert.deepEqual(await open(at, clo), { type: "refused", code: "group_full" });
    const seat = await seatOf(at, anna);
    assert.equal(seat.placeOf, clo.id);
    assert.deepEqual(
      seat.seekers.map(({ user }) => user.id).sort(),
      [anna.id, bob.id].sort(),
      "Who is away binds nobody",
    );
    assert.equal((await seatOf(at, bob)).id, seat.id);
    for (const user of [anna, bob, clo]) {
      const view = await store.group(user.id, group);
      assert.deepEqual(view?.seat, { id: seat.id, since: seat.since, placeOf: clo.id });
      const shown = view?.members.map(({ id, seenAt }) => [id, seenAt]);
      assert.deepEqual(shown, [[anna.id, present], [bob.id, present], [clo.id, noon]]);
    }
  });

  Deno.test(`[J20] nobody is away of whom one is not shown it, and nobody who was there since: ${kind}`, async () => {
    await using opened = await openStore();
    const at = await cast(opened.store);
    const { store, anna, clo } = at;
    const off = { receipts: true, typing: true, presence: false };
    const on = { ...off, presence: true };
    for (const user of [anna, clo]) {
      await store.setPreferences(user.id, off);
      assert.deepEqual(await open(at, anna), { type: "refused", code: "group_full" });
      await store.setPreferences(user.id, on);
    }
    await store.noteSeen([{ user: clo.id, at: silentBefore }]);
    assert.deepEqual(await open(at, anna), { type: "refused", code: "group_full" });
  });

  Deno.test(`[J21] [J54] a newcomer takes the place of who is away: left, then joined, in one step: ${kind}`, async () => {
    await using opened = await openStore();
    const at = await cast(opened.store);
    const { store, group, anna, bob, clo, dora } = at;
    const seat = await seatOf(at, anna);
    const added = await join(at, seat, [dora]);
    assert.deepEqual(
      added?.map(({ seq, kind, by }) => [seq, kind, by]),
      [[2, "left", clo.id], [3, "joined", dora.id]],
    );
    assert(added?.[0]?.kind === "left" && added[0].reason === "away");
    const page = await store.messages(bob.id, group, { after: 1, limit: 9 });
    assert.deepEqual(page?.messages, added);
    assert.equal(await store.group(clo.id, group), null);
    assert.deepEqual(
      (await store.group(dora.id, group))?.members.map(({ id }) => id),
      [anna.id, bob.id, dora.id],
    );
    assert.equal((await store.group(anna.id, group))?.members[2]?.leftAt, after(302));
    const known = (await store.groupMembers(group))?.members;
    assert.deepEqual(
      known?.map(({ id, leftSeq, isReplaced }) => [id, leftSeq, isReplaced]),
      [[anna.id, null, false], [bob.id, null, false], [clo.id, 2, true], [dora.id, null, false]],
    );
    assert.equal(await store.openTicket(clo.id, null), null, "Their search does not go on");
    const lost = async (user: User) => await store.lostPlaces(user.id, [newId<"group">(), group]);
    assert.deepEqual([await lost(clo), await lost(anna), await lost(dora)], [[group], [], []]);
    assert.deepEqual(await store.lostPlaces(clo.id, []), []);
    await store.leave({ group, message: left(bob.id, 4) });
    assert.deepEqual(await lost(bob), [], "Who leaves has not lost their place");
    const own = (await store.own(clo.id, "groups", { after: null, limit: 9 }))[0]?.[1];
    assert.deepEqual([own?.leftAt, own?.leftReason], [after(302), "away"]);
  });

  Deno.test(`[J22] who was there again since, by whatever way, keeps their place, and the seat closes: ${kind}`, async () => {
    await using opened = await openStore();
    const at = await cast(opened.store);
    const { store, group, anna, clo, dora } = at;
    const seat = await seatOf(at, anna);
    assert.deepEqual(await store.returnedMembers(null, silentBefore), []);
    assert.deepEqual((await store.comeBack(clo.id, after(301)))?.places, [group]);
    assert.equal(await join(at, seat, [dora]), null);
    assert.equal((await store.group(clo.id, group))?.members.length, 3);
    const returned = [{ group, user: clo.id }];
    assert.deepEqual(await store.returnedMembers(null, silentBefore), returned);
    assert.deepEqual(await store.returnedMembers(clo.id, silentBefore), returned);
    assert.deepEqual(await store.returnedMembers(anna.id, silentBefore), []);
    assert.deepEqual(await store.closeReturned([newId<"group">()], silentBefore, after(303)), []);
    assert.deepEqual(await store.closeReturned([group], silentBefore, after(303)), returned);
    assert.deepEqual(await store.returnedMembers(null, silentBefore), []);
    assert.equal(await store.seat(group, null), null);
    assert.deepEqual(await open(at, anna), { type: "refused", code: "group_full" });
  });

  Deno.test(`[J22] who hides their presence meanwhile keeps their place: ${kind}`, async () => {
    await using opened = await openStore();
    const at = await cast(opened.store);
    const { store, group, anna, clo, dora } = at;
    const seat = await seatOf(at, anna);
    await store.setPreferences(clo.id, { receipts: true, typing: true, presence: false });
    assert.equal(await join(at, seat, [dora]), null);
    assert.deepEqual(await store.returnedMembers(clo.id, silentBefore), [
      { group, user: clo.id },
    ]);
  });

  Deno.test(`[J22] who deletes the account leaves by that: their place is given to nobody, and the seat closes: ${kind}`, async () => {
    await using opened = await openStore();
    const at = await cast(opened.store);
    const { store, group, anna, clo, dora } = at;
    const seat = await seatOf(at, anna);
    const deletion = { at: after(301), usernameHashes: [], reservedUntil: after(900) };
    assert(await store.requestDeletion({ user: clo.id, ...deletion }));
    assert.equal(await join(at, seat, [dora]), null);
    assert.deepEqual(await store.closeReturned([group], silentBefore, after(303)), [
      { group, user: clo.id },
    ]);
    assert.deepEqual(await open(at, anna), { type: "refused", code: "group_full" });
  });

  Deno.test(`[J23] of two who are away the one who is it longer gives their place first, and the other binds: ${kind}`, async () => {
    await using opened = await openStore();
    const { store } = opened;
    const names = ["anna", "bob", "clo"];
    const users = [];
    for (const name of names) users.push(await signUp(store, name));
    const [anna, bob, clo] = users;
    assert(anna && bob && clo);
    const group = await form(store, users);
    const seen = [[anna, present], [bob, after(50)], [clo, after(60)]] as const;
    await store.noteSeen(seen.map(([{ id: user }, at]) => ({ user, at })));
    const asked = { id: newId<"ticket">(), group, user: anna.id, criteria: anyone, at: after(300) };
    const outcome = await store.openSeat({ ...asked, silentBefore }, null);
    assert(outcome.type === "placed");
    assert.equal(outcome.ticket.placeOf, bob.id);
    const seated = outcome.ticket.seekers.map(({ user }) => user.id).sort();
    assert.deepEqual(seated, [anna.id, clo.id].sort());
  });

  Deno.test(`[J23] where who is away leaves, or another member does, who comes in makes three: ${kind}`, async () => {
    await using opened = await openStore();
    const at = await cast(opened.store);
    const { store, group, anna, clo, dora } = at;
    await seatOf(at, anna);
    await store.leave({ group, message: left(clo.id, 2) });
    assert.equal((await store.group(anna.id, group))?.seat?.placeOf, undefined);
    const free = await store.seat(group, null) ?? assert.fail();
    assert.deepEqual((await join(at, free, [dora]))?.map(({ kind }) => kind), ["joined"]);
    const [eve, fay, gil] = [
      await signUp(store, "eve"),
      await signUp(store, "fay"),
      await signUp(store, "gil"),
    ];
    const other = { ...at, group: await form(store, [clo, eve, fay]), anna: eve };
    await store.noteSeen([eve, fay].map(({ id: user }) => ({ user, at: present })));
    await seatOf(other, eve);
    await store.leave({ group: other.group, message: left(fay.id, 2) });
    const seat = await store.seat(other.group, null) ?? assert.fail();
    assert.equal(seat.seekers.length, 1);
    const hal = await signUp(store, "hal");
    const added = await join(other, seat, [gil, hal]);
    assert.deepEqual(added?.map(({ kind }) => kind), ["left", "joined", "joined"]);
  });
}
