// Groups formed of three open tickets, and who may be together: the same rules for every store.

import assert from "node:assert/strict";
import type { Criteria, Day } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import type { OpenTicket } from "../../db/store/tickets.ts";
import {
  after,
  anyone,
  formOne,
  groupOf,
  left,
  newId,
  noon,
  place,
  signUp,
  thirty,
  together,
  userOf,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const names = ["anna", "bob", "chloé", "dora", "emil"];

async function waiting(store: Store, people: readonly string[], birthDates: readonly Day[] = []) {
  const tickets: OpenTicket[] = [];
  for (const [at, name] of people.entries()) {
    const user = await signUp(store, name, {
      ...thirty,
      birthDate: birthDates[at] ?? thirty.birthDate,
    });
    tickets.push(await place(store, user, anyone, after(at)));
  }
  return tickets;
}

async function openIds(store: Store): Promise<string[]> {
  return (await store.openTickets(null)).map(({ id }) => id);
}

/** Asserts that a group of these tickets is refused, and that nothing changes. */
async function refuses(store: Store, tickets: readonly OpenTicket[], at = noon): Promise<void> {
  const before = await store.openTickets(null);
  const group = groupOf(tickets, at);
  assert.equal(await formOne(store, group), false);
  assert.deepEqual(await store.openTickets(null), before);
  assert.equal(await store.groupMembers(group.id), null);
}

for (const { kind, open } of await allStores("forming")) {
  Deno.test(`[D11] a group is not formed when one of its tickets is not open, and nothing changes: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [a, b, c, d] = await waiting(store, names.slice(0, 4));
    assert(a && b && c && d);
    await refuses(store, [a, b, { ...c, id: newId() }]);
    await refuses(store, [a, b, { ...c, id: d.id }]);
    await refuses(store, [a, b, { ...c, seekers: d.seekers }]);
    await store.withdrawTicket(userOf(c).id, noon);
    await refuses(store, [a, b, c]);
    await place(store, userOf(c));
    await refuses(store, [a, b, c]);
    assert.equal(await formOne(store, groupOf([a, b, d])), true);
  });

  Deno.test(`[D183] a ticket that asks for something else by now is not used: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [a, b, c] = await waiting(store, names.slice(0, 3));
    assert(a && b && c);
    const group = groupOf([a, b, c]);
    const changes: Criteria[] = [
      { ...anyone, sex: "same" },
      { ...anyone, age: 0 },
      { ...anyone, widen: true },
      { ...anyone, widenSex: true },
    ];
    for (const criteria of changes) {
      await place(store, userOf(b), criteria);
      assert.equal(await formOne(store, group), false, JSON.stringify(criteria));
    }
    assert.deepEqual(await openIds(store), [a.id, b.id, c.id]);
    await place(store, userOf(b), { ...anyone, widenSex: false });
    assert.equal(await formOne(store, group), true, "False and absent say the same");
  });

  Deno.test(`[D11] a group of other than three users fails, and nothing changes: ${kind}`, async () => {
    await using at = await open();
    const [a, b, c, d] = await waiting(at.store, names.slice(0, 4));
    assert(a && b && c && d);
    for (const wrong of [[], [a, b], [a, b, b], [a, b, c, d]]) {
      await assert.rejects(at.store.formGroups([groupOf(wrong)]));
    }
    assert.deepEqual(await openIds(at.store), [a.id, b.id, c.id, d.id]);
  });

  Deno.test(`[D12] a group closes its three tickets alone and begins with message 1: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [a, b, c, d] = await waiting(store, names.slice(0, 4));
    assert(a && b && c && d);
    const group = groupOf([c, a, b], after(7));
    assert.equal(await formOne(store, group), true);
    assert.deepEqual(await openIds(store), [d.id]);
    const users = [c, a, b].map(userOf);
    const formed = {
      ...{ seq: 1, kind: "formed", id: group.messageId, by: null, at: after(7) },
      members: users.map(({ id }) => id),
    };
    assert.deepEqual(await store.group(userOf(a).id, group.id), {
      id: group.id,
      name: "chloé, anna, bob",
      members: users.map((user) => ({
        ...user,
        profile: thirty,
        firstSeq: 1,
        readSeq: 0,
        leftAt: null,
        seenAt: after(7),
      })),
      ...{
        formedAt: after(7),
        firstSeq: 1,
        lastSeq: 1,
        readSeq: 0,
        unread: 0,
        last: formed,
        why: together,
      },
    });
    await refuses(store, [a, b, c]);
  });

  Deno.test(`[D13] a wall between two of the three refuses the group: ${kind}`, async () => {
    await using at = await open();
    const refused: readonly (readonly [day: Day, ...birthDates: Day[]])[] = [
      ["2026-06-01", "2008-06-01", "2008-06-01", "2008-06-02"],
      ["2026-06-01", "2010-06-01", "2008-06-02", "2010-06-02"],
      ["2026-06-01", "2000-01-01", "2000-01-01", "2012-01-01"],
      ["2026-02-28", "2008-02-28", "2008-02-28", "2008-02-29"],
    ];
    for (const [number, [day, ...birthDates]] of refused.entries()) {
      const tickets = await waiting(
        at.store,
        names.slice(0, 3).map((name) => `${name} ${number}`),
        birthDates,
      );
      await refuses(at.store, tickets, `${day}T23:59:59.999Z`);
    }
  });

  Deno.test(`[D13] users on one side of the walls may meet, from the day of a birthday on: ${kind}`, async () => {
    await using at = await open();
    const formed: readonly (readonly [day: Day, ...birthDates: Day[]])[] = [
      ["2026-06-01", "2008-06-01", "2008-05-31", "1930-01-01"],
      ["2026-06-01", "2010-06-01", "2008-06-02", "2009-01-01"],
      ["2026-06-01", "2010-06-02", "2013-01-01", "2013-01-01"],
      ["2026-03-01", "2008-02-29", "2008-02-28", "2008-03-01"],
      ["2028-02-29", "2012-02-29", "2012-02-28", "2012-02-29"],
    ];
    for (const [number, [day, ...birthDates]] of formed.entries()) {
      const tickets = await waiting(
        at.store,
        names.slice(0, 3).map((name) => `${name} ${number}`),
        birthDates,
      );
      assert.equal(await formOne(at.store, groupOf(tickets, `${day}T00:00:00.000Z`)), true, day);
    }
  });

  Deno.test(`[D14] a block, in either direction, or a shared group refuses the group: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [a, b, c, d, e] = await waiting(store, names);
    assert(a && b && c && d && e);
    await store.block(userOf(b).id, userOf(a).id, noon);
    await refuses(store, [a, b, c]);
    await refuses(store, [b, c, a]);
    const group = groupOf([a, c, d]);
    assert.equal(await formOne(store, group), true);
    const again = await place(store, userOf(a));
    const known = await place(store, userOf(d));
    await refuses(store, [again, known, e]);
    await store.leave({ group: group.id, message: left(userOf(d).id, 2) });
    assert.equal(await formOne(store, groupOf([again, known, e])), true);
  });

  Deno.test(`[D15] of groups formed at once of the same tickets, one is, and none fails: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    for (let round = 0; round < 5; round++) {
      const tickets = await waiting(store, names.map((name) => `${name} ${round}`));
      const [a, b, c, d, e] = tickets;
      assert(a && b && c && d && e);
      const orders = [[a, b, c], [c, b, a], [c, d, e], [e, a, c], [b, c, d], [d, c, a], [c, e, b], [
        a,
        c,
        d,
      ]];
      const answers = await Promise.all(orders.map((three) => formOne(store, groupOf(three))));
      assert.equal(answers.filter(Boolean).length, 1);
      assert.equal((await store.openTickets(null)).length, 2);
      for (const ticket of tickets) await store.withdrawTicket(userOf(ticket).id, noon);
    }
  });

  Deno.test(`[D15] a block and a group at once: no group is formed after the block: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    for (let round = 0; round < 5; round++) {
      const [a, b, c] = await waiting(store, names.slice(0, 3).map((name) => `${name} ${round}`));
      assert(a && b && c);
      const [, formed] = await Promise.all([
        store.block(userOf(c).id, userOf(a).id, noon).then(() =>
          formOne(store, groupOf([b, c, a]))
        ),
        formOne(store, groupOf([a, b, c])),
      ]);
      assert.equal((await store.coMembers(userOf(b).id)).length, Number(formed));
      for (const ticket of [a, b, c]) await store.withdrawTicket(userOf(ticket).id, noon);
    }
  });
}
