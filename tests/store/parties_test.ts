// Invites, partners, and the ticket of two: the same rules for every store.

import assert from "node:assert/strict";
import type { Criteria, Instant, User } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import {
  after,
  alike,
  anyone,
  form,
  invite,
  newHash,
  newId,
  noon,
  pair,
  place,
  signUp,
  thirty,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

async function cast(store: Store, ...names: string[]): Promise<User[]> {
  const users: User[] = [];
  for (const name of names) users.push(await signUp(store, name));
  return users;
}

/** Asserts that the invite is refused with this code, and that nothing changes. */
async function refuses(
  store: Store,
  { hash, user, at = after(1) }: {
    readonly hash: string;
    readonly user: User;
    readonly at?: Instant;
  },
  code: string,
): Promise<void> {
  const before = [
    await store.invite(hash),
    await store.partner(user.id),
    await store.openTickets(null),
  ];
  assert.deepEqual(await store.acceptInvite(hash, user.id, at), { type: "refused", code });
  assert.deepEqual(
    [await store.invite(hash), await store.partner(user.id), await store.openTickets(null)],
    before,
  );
}

for (const { kind, open } of await allStores("parties")) {
  Deno.test(`[D50] a link that is unknown, used or over makes nobody partners: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, chloe] = await cast(store, "anna", "bob", "chloé");
    assert(anna && bob && chloe);
    await refuses(store, { hash: newHash(), user: bob }, "not_found");
    const hash = await invite(store, anna);
    await refuses(store, { hash, user: bob, at: after(24 * 60 * 60 * 1000) }, "invite_over");
    await pair(store, anna, bob);
    assert.notEqual(await store.endPartnership(anna.id, after(2)), null);
    const used = await invite(store, anna);
    assert.equal((await store.acceptInvite(used, chloe.id, after(3))).type, "accepted");
    await store.endPartnership(anna.id, after(4));
    await refuses(store, { hash: used, user: bob }, "invite_over");
    await refuses(store, { hash: used, user: chloe }, "invite_over");
    assert.deepEqual(await store.invite(used), {
      inviter: anna,
      expiresAt: after(24 * 60 * 60 * 1000),
      usedAt: after(3),
    });
    assert.equal((await store.invite(hash))?.usedAt, null);
    assert.equal(await store.invite(newHash()), null);
  });

  Deno.test(`[D51] no party of oneself, and none of three: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, chloe] = await cast(store, "anna", "bob", "chloé");
    assert(anna && bob && chloe);
    await refuses(store, { hash: await invite(store, anna), user: anna }, "own_invite");
    const [late, later] = [await invite(store, anna), await invite(store, chloe)];
    await pair(store, anna, bob);
    await refuses(store, { hash: late, user: chloe }, "has_partner");
    await refuses(store, { hash: later, user: bob }, "has_partner");
    await refuses(store, { hash: await invite(store, bob), user: anna }, "has_partner");
    assert.deepEqual([await store.partner(anna.id), await store.partner(bob.id)], [bob, anna]);
    assert.equal(await store.partner(chloe.id), null);
  });

  Deno.test(`[D51] of links accepted at once, no one gets two partners: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const users = await cast(store, "anna", "bob", "chloé", "dora");
    for (let round = 0; round < 5; round++) {
      const tries: Promise<{ readonly type: string }>[] = [];
      for (const one of users) {
        const hash = await invite(store, one);
        tries.push(...users.map(({ id }) => store.acceptInvite(hash, id, after(1))));
      }
      const accepted = (await Promise.all(tries)).filter(({ type }) => type === "accepted");
      const partners = await Promise.all(users.map(({ id }) => store.partner(id)));
      for (const [number, partner] of partners.entries()) {
        const mine = users[number];
        if (partner) assert.deepEqual(await store.partner(partner.id), mine);
      }
      assert.equal(partners.filter((partner) => partner !== null).length, 2 * accepted.length);
      assert(accepted.length > 0);
      for (const { id } of users) await store.endPartnership(id, after(2));
    }
  });

  Deno.test(`[D52] a block, a wall, a shared group or a missing profile keeps two from being partners: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, chloe, dora] = await cast(store, "anna", "bob", "chloé", "dora");
    assert(anna && bob && chloe && dora);
    const minor = await signUp(store, "minor", { ...thirty, birthDate: "2008-06-02" });
    const bare = await signUp(store, "bare", null);
    await form(store, [anna, bob, chloe]);
    await store.block(anna.id, dora.id, noon);
    for (const other of [bob, dora, minor, bare]) {
      await refuses(store, { hash: await invite(store, anna), user: other }, "kept_apart");
      await refuses(store, { hash: await invite(store, other), user: anna }, "kept_apart");
    }
    const hash = await invite(store, minor);
    await refuses(store, { hash, user: dora, at: "2026-06-01T23:59:59.999Z" }, "kept_apart");
    assert.equal(
      (await store.acceptInvite(hash, dora.id, "2026-06-02T00:00:00.000Z")).type,
      "accepted",
    );
  });

  Deno.test(`[D53] becoming partners closes what each had open alone, and tells the inviter's criteria: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, chloe, dora] = await cast(store, "anna", "bob", "chloé", "dora");
    assert(anna && bob && chloe && dora);
    await place(store, anna, { ...alike, widen: true });
    await place(store, bob);
    assert.deepEqual(await store.acceptInvite(await invite(store, anna), bob.id, after(1)), {
      type: "accepted",
      inviter: anna,
      withdrawn: [anna.id, bob.id].sort(),
      criteria: { ...alike, widen: true },
    });
    await place(store, dora);
    assert.deepEqual(await store.acceptInvite(await invite(store, chloe), dora.id, after(1)), {
      type: "accepted",
      inviter: chloe,
      withdrawn: [dora.id],
      criteria: null,
    });
    assert.deepEqual(await store.openTickets(null), []);
  });

  Deno.test(`[D54] a ticket of partners is one, of both, with criteria that both can keep: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const silent = await signUp(store, "silent", { ...thirty, sex: null });
    await pair(store, anna, silent);
    const refused = await store.placeTickets(
      [{ id: newId(), user: anna.id, criteria: alike, at: noon }],
      null,
    );
    assert.deepEqual(refused, [{ type: "refused", code: "sex_undisclosed" }]);
    assert.deepEqual(await store.openTickets(null), []);
    const ticket = await place(store, anna, anyone, after(1));
    assert.deepEqual(ticket.seekers.map(({ user }) => user.id), [anna.id, silent.id].sort());
    assert.deepEqual(await store.openTicket(silent.id, null), ticket);
    const again = await place(store, silent, { ...anyone, age: 3 }, after(2));
    assert.deepEqual([again.id, again.since], [ticket.id, ticket.since]);
    assert.deepEqual(again.seekers.map(({ criteria }) => criteria.age), [3, 3]);
    assert.deepEqual(await store.openTickets(null), [again]);
    assert.equal(await store.setProfile(silent.id, thirty, noon), "waiting");
    assert.deepEqual(await store.withdrawTicket(anna.id, after(3)), [anna.id, silent.id].sort());
    assert.deepEqual(await store.withdrawTicket(silent.id, after(3)), []);
  });

  Deno.test(`[D85] partners whose criteria leave nobody who could be the third have no ticket, or keep the one they had: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const bob = await signUp(store, "bob", { birthDate: "1970-01-01", sex: "male" });
    await pair(store, anna, bob);
    const ask = async (criteria: Criteria) =>
      await store.placeTickets([{ id: newId(), user: anna.id, criteria, at: after(2) }], null);
    const refused = [{ type: "refused", code: "no_third" }];
    assert.deepEqual(await ask({ ...anyone, sex: "same" }), refused);
    assert.deepEqual(await ask({ ...anyone, age: 12 }), refused);
    assert.deepEqual(await store.openTickets(null), []);
    const ticket = await place(store, bob, { ...anyone, age: 13 });
    assert.deepEqual(await ask({ ...anyone, age: 2, widen: true }), refused);
    assert.deepEqual(await store.openTickets(null), [ticket]);
  });

  Deno.test(`[D54] partners who ask in one batch have one ticket with what was asked for last: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob, chloe] = await cast(store, "anna", "bob", "chloé");
    assert(anna && bob && chloe);
    await pair(store, anna, bob);
    const ask = (user: User, age: number) => (
      { id: newId<"ticket">(), user: user.id, criteria: { ...anyone, age }, at: after(age) }
    );
    const asked = [ask(bob, 1), ask(chloe, 2), ask(anna, 3)];
    const placed = await store.placeTickets(asked, null);
    const tickets = placed.map((each) =>
      each.type === "placed" ? each.ticket : assert.fail(each.code)
    );
    assert.deepEqual(tickets[0], tickets[2]);
    assert.deepEqual([tickets[0]?.id, tickets[0]?.since], [asked[0]?.id, after(1)]);
    assert.deepEqual(tickets[0]?.seekers.map(({ criteria }) => criteria.age), [3, 3]);
    assert.deepEqual(await store.openTickets(null), tickets.slice(0, 2));
  });
}
