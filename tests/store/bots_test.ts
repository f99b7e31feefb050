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
  await store.block(anna.id, r2.id, noon);
  assert.deepEqual(await store.blocked(anna.id), [r2]);
  const ofBot = await place(store, r1);
  assert.deepEqual(ofBot.seekers.map(({ user }) => user), [r1]);
  const third = await signUp(store, "clara D400");
  const tickets = [await place(store, anna, lettingIn), await place(store, third, lettingIn)];
  const group = groupOf([ofBot, ...tickets]);
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

async function counted(store: Store): Promise<void> {
  const { anna, bob, r1, r2 } = await castOf(store, " D403");
  const before = await store.countWaiting();
  for (const user of [anna, bob, r1, r2]) await place(store, user);
  const now = await store.countWaiting();
  assert.deepEqual([now.people - before.people, now.bots - before.bots], [2, 2]);
}

async function partners(store: Store): Promise<void> {
  const { anna, bob, r1, r2 } = await castOf(store, " D410");
  for (const [inviter, { id }] of [[r1, anna], [anna, r1], [r1, r2]] as const) {
    assert.deepEqual(await store.acceptInvite(await invite(store, inviter), id, noon), {
      type: "refused",
      code: "bot_alone",
    });
  }
  assert.equal(await store.partner(anna.id), null);
  await pair(store, anna, bob);
  const asked = async (user: User) =>
    (await store.ownTicket(user.id))?.owners.find((owner) => owner.user.id === user.id)?.criteria;
  const older = { ...anyone, age: 40 };
  const forms = async (user: User, criteria: typeof anyone) =>
    await formOne(store, groupOf([await place(store, user, criteria), await place(store, r1)]));
  assert.equal(await forms(anna, { ...lettingIn, age: 40 }), false);
  assert.deepEqual([await asked(anna), await asked(bob)], [{ ...older, bots: true }, older]);
  assert.equal(await forms(bob, anyone), false);
  assert.deepEqual([await asked(anna), await asked(bob)], [lettingIn, anyone]);
  const both = [anna, bob].map(({ id: user }) => (
    { id: newId<"ticket">(), user, criteria: user === bob.id ? older : lettingIn, at: noon }
  ));
  await store.placeTickets(both, null);
  assert.deepEqual([await asked(anna), await asked(bob)], [{ ...older, bots: true }, older]);
  const group = groupOf([await place(store, bob, lettingIn), await place(store, r1)]);
  assert.equal(await formOne(store, group), true);
}

/** A member who came with a partner lets no bots into a seat by what the partner asked. */
async function seatOfPartner(store: Store): Promise<void> {
  const r4 = await newBot(store, "r4 D410");
  const [dora, emil, fay] = [
    await signUp(store, "dora D410"),
    await signUp(store, "emil D410"),
    await signUp(store, "fay D410"),
  ];
  await pair(store, dora, emil);
  const group = groupOf([await place(store, dora, lettingIn), await place(store, fay, lettingIn)]);
  assert(await formOne(store, group));
  assert.equal(await store.leave({ group: group.id, message: left(dora.id, 2) }), "stored");
  const joins = async (user: User) =>
    await store.joinGroup(joinOf(await look(store, group.id, user), [await place(store, r4)]));
  assert.equal(await joins(fay), null);
  const seat = { id: newId<"ticket">(), group: group.id, user: emil.id, at: after(50) };
  await store.openSeat({ ...seat, criteria: lettingIn }, null);
  assert.notEqual(await joins(fay), null);
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
  Deno.test(`[D400] [D401] [D402] [D403] [D404] [D410] bots are known, and with whom they are: ${kind}`, async (t) => {
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
      "[D403] bots that wait count apart from people",
      () => counted(at.store),
    );
    await t.step(
      "[D410] of two partners each lets bots in alone, and a bot has no partner",
      () => partners(at.store),
    );
    await t.step(
      "[D410] a seat lets bots in by what each of its members asked",
      () => seatOfPartner(at.store),
    );
    await t.step("[D404] what bots ask for is no wish of people", () => wishes(at.store));
  });
}
