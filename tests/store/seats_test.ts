// Seats, and the newcomers who join by them: the same rules for every store.

import assert from "node:assert/strict";
import type { GroupId, User } from "../../protocol/domain.ts";
import type { NewJoin } from "../../db/store/seats.ts";
import type { Store } from "../../db/store/store.ts";
import type { OpenTicket } from "../../db/store/tickets.ts";
import {
  after,
  alike,
  anyone,
  form,
  groupOf,
  joinOf,
  left,
  look,
  newId,
  noon,
  pair,
  place,
  remaining,
  say,
  signUp,
  text,
  thirty,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

async function readAll(store: Store, group: GroupId, user: User): Promise<unknown> {
  return await Promise.all([
    store.openTickets(null),
    store.seat(group, null),
    store.groupMembers(group),
    store.group(user.id, group),
  ]);
}

/** Asserts that the join is refused, and that nothing changes. */
async function refuses(store: Store, join: NewJoin, user: User): Promise<void> {
  const before = await readAll(store, join.group, user);
  assert.equal(await store.joinGroup(join), null);
  assert.deepEqual(await readAll(store, join.group, user), before);
}

for (const { kind, open } of await allStores("seats")) {
  Deno.test(`[D57] no seat in a full group, for a user who is not in it, or with criteria that its owner contradicts: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, chloe, dora, group } = await remaining(store);
    const silent = await signUp(store, "silent", { ...thirty, sex: null });
    const full = await form(store, [dora, await signUp(store, "fay"), silent]);
    const seat = (user: User, of: GroupId, criteria = anyone) =>
      store.openSeat({ id: newId(), group: of, user: user.id, criteria, at: noon }, null);
    assert.deepEqual(await seat(chloe, group), { type: "refused", code: "not_member" });
    assert.deepEqual(await seat(dora, group), { type: "refused", code: "not_member" });
    assert.deepEqual(await seat(dora, newId()), { type: "refused", code: "not_member" });
    assert.deepEqual(await seat(dora, full), { type: "refused", code: "group_full" });
    await store.leave({ group: full, message: left(dora.id, 2) });
    assert.deepEqual(await seat(silent, full, alike), { type: "refused", code: "sex_undisclosed" });
    assert.deepEqual([await store.seat(group, null), await store.seat(full, null)], [null, null]);
    assert.equal(await store.closeSeat(group, chloe.id, noon), "not_member");
    assert.equal(await store.closeSeat(group, anna.id, noon), "none");
    assert.deepEqual(await store.openTickets(null), []);
  });

  Deno.test(`[D85] no seat that nobody could take, and an open one stays as it is: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const bob = await signUp(store, "bob", { birthDate: "1996-01-01", sex: "male" });
    const chloe = await signUp(store, "chloé");
    const group = await form(store, [anna, bob, chloe]);
    await store.leave({ group, message: left(chloe.id, 2) });
    const seat = await look(store, group, anna, { ...anyone, sex: "same" });
    const asked = { id: newId<"ticket">(), group, user: bob.id, criteria: alike, at: after(60) };
    assert.deepEqual(await store.openSeat(asked, null), { type: "refused", code: "no_third" });
    assert.deepEqual(await store.openTickets(null), [seat]);
    await store.closeSeat(group, anna.id, after(61));
    const again = { ...asked, id: newId<"ticket">(), at: after(62) };
    assert.deepEqual(await store.openSeat(again, null), { type: "refused", code: "no_third" });
    await look(store, group, anna);
    const other = await look(store, group, bob, alike);
    assert.deepEqual(other.seekers.map(({ criteria }) => criteria.sex).sort(), ["any", "same"]);
  });

  Deno.test(`[D58] a group has one seat, of all its members, each with their own criteria: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await remaining(store);
    const apart = [anna.id, bob.id, chloe.id].sort();
    const own = await place(store, anna, alike);
    const seat = await look(store, group, anna, { ...anyone, age: 5 });
    const wishes = ({ seekers }: OpenTicket) =>
      new Map(seekers.map(({ user, criteria }) => [user.username, criteria]));
    assert.deepEqual(
      wishes(seat),
      new Map([["anna", { ...anyone, age: 5 } as const], ["bob", anyone] as const]),
    );
    for (const seeker of seat.seekers) assert.deepEqual(seeker.apart, apart);
    assert.equal(seat.seat, group);
    const other = await look(store, group, bob, alike);
    assert.deepEqual([other.id, other.since], [seat.id, seat.since]);
    assert.deepEqual(wishes(other).get("anna"), { ...anyone, age: 5 });
    assert.deepEqual(wishes(other).get("bob"), alike);
    const reset = await look(store, group, anna);
    assert.deepEqual(wishes(reset).get("anna"), anyone);
    assert.deepEqual(await store.seat(group, null), reset);
    assert.deepEqual(await store.openTicket(anna.id, null), own);
    assert.deepEqual(
      new Set((await store.openTickets(null)).map(({ id }) => id)),
      new Set([own.id, seat.id]),
    );
    assert.deepEqual((await store.group(bob.id, group))?.seat, { id: seat.id, since: seat.since });
    assert.equal(await store.closeSeat(group, bob.id, noon), "closed");
    assert.equal(await store.seat(group, null), null);
    assert.equal("seat" in (await store.group(bob.id, group) ?? {}), false);
    assert.deepEqual(await store.openTickets(null), [own]);
  });

  Deno.test(`[D58] what a member gave for a seat binds in the next one, too: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await remaining(store);
    const near = { ...anyone, age: 5 };
    const wishes = ({ seekers }: OpenTicket) =>
      new Map(seekers.map(({ user, criteria }) => [user.username, criteria]));
    await look(store, group, anna, near);
    assert.equal(await store.closeSeat(group, bob.id, after(1)), "closed");
    assert.deepEqual(
      wishes(await look(store, group, bob, alike)),
      new Map([["anna", near], ["bob", alike]]),
    );
    assert.equal(await store.closeSeat(group, anna.id, after(2)), "closed");
    assert.deepEqual(
      wishes(await look(store, group, anna)),
      new Map([["anna", anyone], ["bob", alike]]),
    );
    assert.equal(await store.closeSeat(group, anna.id, after(3)), "closed");
    assert.deepEqual(
      wishes(await look(store, group, bob)),
      new Map([["anna", anyone], ["bob", anyone]]),
    );
  });

  Deno.test(`[D59] a member who leaves a group leaves its seat, and the last one closes it: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await remaining(store);
    const seat = await look(store, group, anna);
    await store.leave({ group, message: left(bob.id, 3) });
    const rest = await store.seat(group, null);
    assert.deepEqual([rest?.id, rest?.seekers.map(({ user }) => user)], [seat.id, [anna]]);
    await store.leave({ group, message: left(anna.id, 4) });
    assert.equal(await store.seat(group, null), null);
    assert.deepEqual(await store.openTickets(null), []);
  });

  Deno.test(`[D60] a seat is not used as a ticket: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, emil, group } = await remaining(store);
    await store.leave({ group, message: left(bob.id, 3) });
    const seat = await look(store, group, anna);
    const others = [await place(store, dora), await place(store, emil)];
    assert.deepEqual(await store.formGroups([groupOf([seat, ...others])]), [false]);
    assert.deepEqual(await store.seat(group, null), seat);
    assert.equal((await store.openTickets(null)).length, 3);
  });

  Deno.test(`[D60] nobody joins by a ticket or a seat that is not open or not used whole: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, emil, group } = await remaining(store);
    const seat = await look(store, group, anna);
    const [d, e] = [await place(store, dora), await place(store, emil)];
    await refuses(store, joinOf({ ...seat, id: newId() }, [d]), anna);
    await refuses(store, joinOf({ ...seat, id: e.id }, [d]), anna);
    await refuses(store, joinOf({ ...seat, seat: newId() }, [d]), anna);
    await refuses(store, joinOf(seat, [{ ...d, id: newId() }]), anna);
    await refuses(store, joinOf(seat, [{ ...d, id: e.id }]), anna);
    await refuses(store, joinOf(seat, [{ ...d, id: seat.id }]), anna);
    await refuses(store, joinOf(seat, [d, e]), anna);
    await assert.rejects(store.joinGroup({ ...joinOf(seat, [d]), newcomers: [] }));
    await assert.rejects(store.joinGroup(joinOf(seat, [d, d])));
    await store.withdrawTicket(dora.id, noon);
    await refuses(store, joinOf(seat, [d]), anna);
    await pair(store, dora, emil);
    const duo = await place(store, dora);
    const half = { ...duo, seekers: [duo.seekers[0]] as const };
    await refuses(store, joinOf(seat, [half]), anna);
    await store.endPartnership(dora.id, noon);
    const alone = await place(store, dora);
    await store.closeSeat(group, bob.id, noon);
    await refuses(store, joinOf(seat, [alone]), anna);
    assert.notEqual(await store.joinGroup(joinOf(await look(store, group, anna), [alone])), null);
  });

  Deno.test(`[D61] a block, a wall or a shared group keeps a newcomer out, and a former member does not come back by a seat: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, dora, emil, group } = await remaining(store);
    const minor = await signUp(store, "minor", { ...thirty, birthDate: "2009-01-01" });
    const fay = await signUp(store, "fay");
    await form(store, [bob, emil, fay]);
    const seat = await look(store, group, anna);
    await store.block(dora.id, bob.id, noon);
    for (const user of [chloe, dora, emil, minor, anna]) {
      await refuses(store, joinOf(seat, [await place(store, user)]), anna);
    }
    await store.unblock(dora.id, bob.id);
    const dorasTicket = await store.openTicket(dora.id, null) ?? assert.fail();
    assert.notEqual(await store.joinGroup(joinOf(seat, [dorasTicket])), null);
  });

  Deno.test(`[D62] a newcomer takes a place, says "joined" at the end of the log, and sees nothing from before: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, dora, emil, group } = await remaining(store);
    await say(store, group, text(anna.id, 3));
    await pair(store, dora, emil);
    await store.endPartnership(emil.id, noon);
    const seat = await look(store, group, bob);
    const join = joinOf(seat, [await place(store, dora)]);
    const joined = await store.joinGroup(join);
    const message = {
      seq: 4,
      kind: "joined",
      id: join.newcomers[0]?.messageId,
      by: dora.id,
      at: after(60),
    };
    assert.deepEqual(joined, [message]);
    const view = await store.group(dora.id, group) ?? assert.fail("Dora is not in the group");
    assert.deepEqual([view.firstSeq, view.readSeq, view.lastSeq, view.last], [4, 3, 4, message]);
    assert.deepEqual(view.members.map(({ username }) => username), ["anna", "bob", "dora"]);
    assert.deepEqual(view.members.map(({ leftAt }) => leftAt === null), [true, true, true]);
    const page = await store.messages(dora.id, group, { before: null, limit: 9 });
    assert.deepEqual(page?.messages, [message]);
    assert.equal(
      (await store.messages(anna.id, group, { before: null, limit: 9 }))?.messages.length,
      4,
    );
    assert.deepEqual([await store.seat(group, null), await store.openTickets(null)], [null, []]);
    assert.deepEqual((await store.coMembers(chloe.id)).length, 0);
    await refuses(store, join, anna);
    await say(store, group, text(dora.id, 5));
  });
}
