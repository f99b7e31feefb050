// Bots in the store, whose guard has the last word on who is with them: the same rules for every
// store.

import assert from "node:assert/strict";
import type { Store } from "../../db/store/store.ts";
import type { User } from "../../protocol/domain.ts";
import {
  after,
  anyone,
  formOne,
  groupOf,
  invite,
  joinOf,
  left,
  look,
  newId,
  noon,
  pair,
  place,
  signUp,
  someone,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const lettingIn = { ...anyone, bots: true };

async function newBot(store: Store, username: string): Promise<User> {
  const account = someone(username);
  const user = { ...account.user, bot: true as const };
  assert(await store.createUser({ ...account, user }));
  return user;
}

/** Two people and three bots, whose names end in this. */
async function castOf(store: Store, ending: string) {
  const [anna, bob] = [await signUp(store, `anna${ending}`), await signUp(store, `bob${ending}`)];
  const bots = [];
  for (const name of ["r1", "r2", "r3"]) bots.push(await newBot(store, name + ending));
  const [r1, r2, r3] = bots;
  assert(r1 && r2 && r3);
  return { anna, bob, r1, r2, r3 };
}

async function toldAsBots(store: Store): Promise<void> {
  const { anna, r1, r2 } = await castOf(store, " D400");
  assert.equal("bot" in anna, false);
  assert.deepEqual((await store.account(r1.id))?.user, r1);
  assert.equal("bot" in ((await store.account(anna.id))?.user ?? {}), false);
  const session = { id: newId<"session">(), user: r1.id, createdAt: noon, expiresAt: after(9) };
  assert(await store.openSession(session));
  assert.deepEqual((await store.session(session.id, noon))?.user, r1);
  assert.deepEqual((await store.invite(await invite(store, r1)))?.inviter, r1);
  await pair(store, r1, anna);
  assert.deepEqual(await store.partner(anna.id), r1);
  assert.deepEqual((await place(store, anna, lettingIn)).seekers.map(({ user }) => user.bot), [
    ...[anna, r1].toSorted((a, b) => a.id < b.id ? -1 : 1).map(({ bot }) => bot),
  ]);
  await store.block(anna.id, r2.id, noon);
  assert.deepEqual(await store.blocked(anna.id), [r2]);
  const tickets = [await place(store, anna, lettingIn)];
  const third = await signUp(store, "clara D400");
  const group = groupOf([...tickets, await place(store, third, lettingIn)]);
  assert.equal(await formOne(store, group), true);
  const members = (await store.group(anna.id, group.id))?.members ?? [];
  assert.deepEqual(
    members.filter(({ bot }) => bot).map(({ id, bot }) => [id, bot]),
    [[r1.id, true]],
  );
}

async function onlyWhoAsked(store: Store): Promise<void> {
  const { anna, bob, r1, r2, r3 } = await castOf(store, " D401");
  const forms = async (asking: readonly (readonly [User, typeof anyone])[]) => {
    const tickets = [];
    for (const [user, criteria] of asking) tickets.push(await place(store, user, criteria));
    return groupOf(tickets);
  };
  const refused = [
    await forms([[anna, anyone], [r1, anyone], [r2, anyone]]),
    await forms([[anna, anyone], [bob, lettingIn], [r1, anyone]]),
    await forms([[r1, lettingIn], [r2, lettingIn], [r3, lettingIn]]),
  ];
  for (const group of refused) assert.equal(await formOne(store, group), false);
  const group = await forms([[anna, lettingIn], [r1, anyone], [r2, anyone]]);
  assert.equal(await formOne(store, group), true);
  // Who has taken it back since the trio was found does not come in.
  const clara = await signUp(store, "clara D401");
  const stale = await forms([[bob, lettingIn], [clara, lettingIn], [r3, anyone]]);
  await place(store, bob, anyone);
  assert.equal(await formOne(store, stale), false);
  await place(store, bob, lettingIn);
  assert.equal(await formOne(store, stale), true);
}

async function seats(store: Store): Promise<void> {
  const { anna, bob, r1, r2, r3 } = await castOf(store, " D402");
  const group = groupOf([
    await place(store, anna, lettingIn),
    await place(store, r1),
    await place(store, bob, lettingIn),
  ]);
  assert(await formOne(store, group));
  assert.equal(await store.leave({ group: group.id, message: left(bob.id, 2) }), "stored");
  const seat = { id: newId<"ticket">(), group: group.id, user: anna.id, at: after(50) };
  assert.deepEqual(await store.openSeat({ ...seat, criteria: anyone }, null), {
    type: "refused",
    code: "no_third",
  });
  const first = await look(store, group.id, r1);
  const clara = await signUp(store, "clara D402");
  assert.equal(await store.joinGroup(joinOf(first, [await place(store, clara)])), null);
  assert(await store.joinGroup(joinOf(first, [await place(store, r2)])));
  assert.equal(await store.leave({ group: group.id, message: left(anna.id, 4) }), "stored");
  const second = await look(store, group.id, r2);
  assert.equal(await store.joinGroup(joinOf(second, [await place(store, r3)])), null);
  assert(await store.joinGroup(joinOf(second, [await place(store, clara, lettingIn)])));
}

async function partners(store: Store): Promise<void> {
  const { anna, bob, r1, r2 } = await castOf(store, " D403");
  const before = await store.countWaiting();
  await pair(store, anna, r1);
  const ticket = { id: newId<"ticket">(), user: anna.id, criteria: anyone, at: noon };
  assert.deepEqual(await store.placeTickets([ticket], null), [
    { type: "refused", code: "no_third" },
  ]);
  await place(store, anna, lettingIn);
  await place(store, bob);
  await place(store, r2);
  const now = await store.countWaiting();
  assert.deepEqual([now.people - before.people, now.bots - before.bots], [2, 2]);
  const own = await store.ownTicket(r1.id);
  assert.deepEqual(own?.owners.map(({ criteria }) => criteria), [lettingIn, lettingIn]);
}

async function wishes(store: Store): Promise<void> {
  const since = new Date(Date.parse(noon) - 1).toISOString();
  // Nobody else asks for it.
  const asked = { ...anyone, age: 7 };
  const wishOf = async () =>
    (await store.commonWishes(since, noon)).filter(({ wish }) => wish.age === 7);
  for (const name of "abcde") await place(store, await newBot(store, `bot ${name}`), asked);
  for (const name of "abcd") await place(store, await signUp(store, name), asked);
  assert.deepEqual(await wishOf(), []);
  await place(store, await signUp(store, "e"), asked);
  assert.equal((await wishOf()).length, 1);
}

for (const { kind, open } of await allStores("bots")) {
  Deno.test(`[D400] [D401] [D402] [D403] [D404] bots are known, and with whom they are: ${kind}`, async (t) => {
    await using at = await open();
    await t.step(
      "[D400] a bot is told as one wherever it is told of, until its account is deleted",
      () => toldAsBots(at.store),
    );
    await t.step(
      "[D401] a group with a bot has only people who asked for it, and one of the three is a person",
      () => onlyWhoAsked(at.store),
    );
    await t.step(
      "[D402] a seat asks anew for bots' company, and where a bot is there all people must",
      () => seats(at.store),
    );
    await t.step(
      "[D403] partners of whom one is a bot place a ticket that lets bots in, and bots count apart",
      () => partners(at.store),
    );
    await t.step("[D404] what bots ask for is no wish of people", () => wishes(at.store));
  });
}
