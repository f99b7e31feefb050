// Subscriptions to pushes, and which pushes are due: the same for every store.

import assert from "node:assert/strict";
import type { Push } from "../../db/store/pushes.ts";
import type { Store } from "../../db/store/store.ts";
import type {
  EditedMessage,
  ErasedMessage,
  GroupId,
  SessionId,
  UserId,
} from "../../protocol/domain.ts";
import { subscriptionsMost } from "../../protocol/push_content.ts";
import { edited, erased } from "../support/store/amendments.ts";
import { act } from "../support/store/reports.ts";
import {
  after,
  formTrio,
  joinOf,
  left,
  look,
  newId,
  noon,
  place,
  remaining,
  say,
  signUp,
  text,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const dayMs = 86_400_000;
/** Of users who have read nothing that the store does not know of. */
const away = { readSeq: 0 };

async function session(store: Store, user: UserId, expiresAt = after(dayMs)): Promise<SessionId> {
  const id = newId<"session">();
  assert(await store.openSession({ id, user, createdAt: noon, expiresAt }));
  return id;
}

function endpointOf(name: string): string {
  return `https://push.example/${name}`;
}

interface Subscribing {
  readonly at?: string;
  readonly muted?: readonly GroupId[];
}

async function subscribe(
  store: Store,
  of: SessionId,
  name: string,
  { at = noon, muted = [] }: Subscribing = {},
): Promise<boolean> {
  const keys = { p256dh: `point of ${name}`, auth: `secret of ${name}` };
  return await store.subscribe({ endpoint: endpointOf(name), ...keys, session: of, muted, at });
}

/** A session of a user, with a subscription of this name. */
async function reach(store: Store, user: UserId, name: string, more: Subscribing = {}) {
  const id = await session(store, user);
  assert.equal(await subscribe(store, id, name, more), true);
  return id;
}

async function take(store: Store, ms: number): Promise<readonly Push[]> {
  const range = { now: after(ms), leasedUntil: after(ms + 60_000), limit: 100 };
  return (await store.takePushes(range)).pushes;
}

/** Which pushes are due, each as its subscription and what it says. They are sent then. */
async function sent(store: Store, ms: number): Promise<string[]> {
  const pushes = await take(store, ms);
  for (const push of pushes) await store.settlePush(push, { type: "sent" });
  return pushes.map(({ target, content }) => {
    const { type, names = [], text = "" } = content;
    return [target.endpoint.slice(endpointOf("").length), type, ...names, text].join(" ").trim();
  }).sort();
}

for (const { kind, open } of await allStores("pushes")) {
  Deno.test(`[I10] the key pair that was kept first stays: ${kind}`, async () => {
    await using at = await open();
    const first = { publicKey: "public", privateKey: "private" };
    assert.deepEqual(await at.store.keepPushKey(first), first);
    assert.deepEqual(
      await at.store.keepPushKey({ publicKey: "other", privateKey: "other" }),
      first,
    );
  });

  Deno.test(`[I11] a subscription ends with its session, however that ends, and moves to who has its endpoint now: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const mine = await reach(store, anna.id, "phone");
    await reach(store, bob.id, "laptop");
    const queue = () =>
      store.queueMatches([{ group, users: [anna.id, bob.id, chloe.id], at: noon }], noon);
    await queue();
    assert.deepEqual(await sent(store, 1), ["laptop match anna chloé", "phone match bob chloé"]);
    // Queued for Anna, and Bob is at her phone now.
    await queue();
    assert.equal(await subscribe(store, await session(store, bob.id), "phone"), true);
    assert.deepEqual(await sent(store, 2), ["laptop match anna chloé"]);
    await store.unsubscribe(anna.id, endpointOf("phone"));
    await queue();
    assert.equal((await sent(store, 3)).length, 2);
    await store.unsubscribe(bob.id, endpointOf("phone"));
    await store.unsubscribe(bob.id, endpointOf("phone"));
    await queue();
    assert.deepEqual(await sent(store, 4), ["laptop match anna chloé"]);

    assert.equal(await subscribe(store, mine, "phone"), true);
    await queue();
    await store.endSession(mine, anna.id);
    assert.deepEqual(await sent(store, 5), ["laptop match anna chloé"]);
    assert.equal(await subscribe(store, mine, "phone"), false);
    // It runs out at `after(dayMs)`.
    await queue();
    assert.deepEqual(await sent(store, dayMs), []);
    await reach(store, anna.id, "phone");
    await queue();
    await store.suspend({ ...act(anna, null), days: 2 });
    assert.deepEqual(await sent(store, 7), ["laptop match anna chloé"]);
  });

  Deno.test(`[I11] [A18] a user is told of each own subscription, without what makes it reachable: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const mine = await reach(store, anna.id, "phone");
    await subscribe(store, mine, "phone", { at: after(5), muted: [group] });
    await reach(store, anna.id, "tablet");
    const list = (user: UserId, key: string | null, limit = 1) =>
      store.own(user, "pushSubscriptions", { after: key, limit });
    const service = "push.example";
    const phone = { service, createdAt: noon, renewedAt: after(5), muted: [group] };
    assert.deepEqual(await list(anna.id, null), [[endpointOf("phone"), phone]]);
    const tablet = { service, createdAt: noon, renewedAt: noon, muted: [] };
    assert.deepEqual(await list(anna.id, endpointOf("phone")), [[endpointOf("tablet"), tablet]]);
    assert.deepEqual(await list(bob.id, null), []);
  });

  Deno.test(`[I12] of too many subscriptions the oldest ends, and one that was made anew is the newest: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    await reach(store, bob.id, "bob");
    const mine = await session(store, anna.id);
    const names = Array.from({ length: subscriptionsMost }, (_, nth) => `phone ${nth}`);
    for (const [ms, name] of names.entries()) {
      await subscribe(store, mine, name, { at: after(ms) });
    }
    await subscribe(store, mine, "phone 0", { at: after(50) });
    await subscribe(store, mine, "new", { at: after(60) });
    await store.queueMatches([{ group, users: [anna.id, bob.id], at: after(60) }], noon);
    const reached = (await sent(store, 1)).map((line) => line.replace(/ match .*/, ""));
    const kept = ["bob", "new", ...names.filter((name) => name !== "phone 1")];
    assert.deepEqual(reached, kept.sort());
  });

  Deno.test(`[I13] of a group there is one push until it is read, for each subscription: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    await reach(store, anna.id, "phone");
    const tell = async (seq: number) => {
      await say(store, group, text(bob.id, seq));
      await store.queueTexts([{ ...away, group, seq, user: anna.id, at: after(seq) }], after(seq));
    };
    await tell(2);
    await tell(3);
    assert.deepEqual(await sent(store, 100), ["phone text bob line 3"]);
    await tell(4);
    // Another device has been told nothing yet.
    await reach(store, anna.id, "tablet");
    await tell(5);
    assert.deepEqual(await sent(store, 101), ["tablet text bob line 5"]);
    await store.markRead([{ user: anna.id, group, seq: 4 }]);
    await tell(6);
    assert.deepEqual(await sent(store, 102), ["phone text bob line 6"]);
    await store.markRead([{ user: anna.id, group, seq: 6 }]);
    await tell(7);
    assert.equal((await sent(store, 103)).length, 2);
    await say(store, group, text(bob.id, 8));
    // Read, as the group's actor knows and the store does not yet.
    const read = { group, seq: 8, user: anna.id, readSeq: 7, at: after(8) };
    await store.queueTexts([{ ...read, readSeq: 8 }], after(8));
    assert.deepEqual(await sent(store, 104), []);
    await store.queueTexts([read], after(8));
    assert.equal((await sent(store, 104)).length, 2);
    await store.markRead([{ user: anna.id, group, seq: 8 }]);
    // Two processes that queue at once queue one.
    await say(store, group, text(bob.id, 9));
    const queued = { ...away, group, seq: 9, user: anna.id, at: after(9) };
    await Promise.all([1, 2, 3].map(() => store.queueTexts([queued], after(9))));
    assert.equal((await sent(store, 104)).length, 2);
    assert.deepEqual(await sent(store, 105), []);
  });

  Deno.test(`[I13] of what came before a subscription was made, and of what came while it was renewed, it is told the latter: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    const mine = await reach(store, anna.id, "phone", { at: after(10) });
    await subscribe(store, mine, "phone", { at: after(20) });
    await say(store, group, text(bob.id, 2));
    for (const ms of [9, 10]) {
      const news = { group, users: [anna.id], at: after(ms) };
      await store.queueTexts([{ ...away, group, seq: 2, user: anna.id, at: after(ms) }], after(30));
      await store.queueMatches([news], after(30));
      assert.equal((await sent(store, 40)).length, ms === 9 ? 0 : 2);
    }
  });

  Deno.test(`[I14] nobody is pushed what they have read, may not see, have muted, or what was taken back; an edit is told as it is now: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, group } = await remaining(store);
    await reach(store, anna.id, "anna");
    await reach(store, bob.id, "bob", { muted: [group] });
    await reach(store, dora.id, "dora");
    const all = [anna.id, bob.id, dora.id];
    const queue = (seq: number) =>
      store.queueTexts(
        all.map((user) => ({ ...away, group, seq, user, at: after(seq) })),
        after(seq),
      );
    const amend = async (message: EditedMessage | ErasedMessage) =>
      assert.equal((await store.amend({ group, message })).type, "stored");
    await say(store, group, text(bob.id, 3, "first"));
    await queue(3);
    // To Bob it is his own, and muted; Dora is not there.
    await amend(edited(bob.id, [4, 3], "changed"));
    assert.deepEqual(await sent(store, 100), ["anna text bob changed"]);

    await store.markRead([{ user: anna.id, group, seq: 4 }]);
    await queue(3);
    await say(store, group, text(bob.id, 5));
    await queue(5);
    await store.markRead([{ user: anna.id, group, seq: 5 }]);
    assert.deepEqual(await sent(store, 101), []);

    await say(store, group, text(bob.id, 6, "kept"));
    await say(store, group, text(bob.id, 7, "taken back"));
    await queue(7);
    await amend(erased(bob.id, [8, 7]));
    assert.deepEqual(await sent(store, 102), ["anna text bob kept"]);
    await store.markRead([{ user: anna.id, group, seq: 8 }]);

    // Nothing is left to tell, so that the next text is told.
    await say(store, group, text(bob.id, 9));
    await queue(9);
    await amend(erased(bob.id, [10, 9]));
    assert.deepEqual(await sent(store, 103), []);
    await say(store, group, text(bob.id, 11));
    await queue(11);
    assert.deepEqual(await sent(store, 104), ["anna text bob line 11"]);

    await store.markRead([{ user: anna.id, group, seq: 11 }]);
    await store.block(anna.id, bob.id, after(12));
    await say(store, group, text(bob.id, 12));
    await queue(12);
    assert.deepEqual(await sent(store, 105), []);
    await store.unblock(anna.id, bob.id);
    await say(store, group, text(bob.id, 13));
    await queue(13);
    assert.equal(await store.leave({ group, message: left(anna.id, 14) }), "stored");
    assert.deepEqual(await sent(store, 106), []);
  });

  Deno.test(`[I14] a newcomer is pushed nothing of before they came: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, dora, group } = await remaining(store);
    await reach(store, dora.id, "dora");
    await reach(store, anna.id, "anna");
    await say(store, group, text(bob.id, 3));
    const seat = await look(store, group, anna);
    assert(await store.joinGroup(joinOf(seat, [await place(store, dora)])));
    await store.queueTexts([{ ...away, group, seq: 3, user: dora.id, at: after(60) }], after(60));
    await store.queueMatches(
      [{ group, users: [anna.id, bob.id, dora.id], at: after(60) }],
      after(60),
    );
    assert.deepEqual(await sent(store, 100), ["anna match bob dora", "dora match anna bob"]);
    await say(store, group, text(bob.id, 5));
    await store.queueTexts([{ ...away, group, seq: 5, user: dora.id, at: after(61) }], after(61));
    assert.deepEqual(await sent(store, 101), ["dora text bob line 5"]);
  });

  Deno.test(`[I15] a push that was taken is due again unless it is settled, later where it is tried again, and never where it was dropped: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    await reach(store, anna.id, "phone");
    await reach(store, bob.id, "laptop");
    await store.queueMatches([{ group, users: [anna.id, bob.id], at: after(60) }], noon);
    const range = { now: noon, leasedUntil: after(60_000), limit: 1 };
    const [first] = (await store.takePushes(range)).pushes;
    const { pushes: [second], more } = await store.takePushes(range);
    assert(first && second && more);
    assert.notEqual(first.target.endpoint, second.target.endpoint);
    assert.deepEqual(await store.takePushes(range), { pushes: [], more: false });
    assert.deepEqual([first.attempts, first.queuedAt], [1, noon]);
    await store.settlePush(second, { type: "again", at: after(90_000) });
    const [again, ...none] = await take(store, 60_000);
    assert.deepEqual([again?.id, again?.attempts, none], [first.id, 2, []]);
    await store.settlePush(first, { type: "dropped" });
    assert.deepEqual((await take(store, 90_000)).map(({ id }) => id), [second.id]);
    // Whoever has seen the group is not told of it late.
    await store.markRead([
      { user: anna.id, group, seq: 1 },
      { user: bob.id, group, seq: 1 },
    ]);
    assert.deepEqual(await take(store, 400_000), []);
    await store.queueMatches([{ group, users: [bob.id], at: after(1) }], after(400_000));
    const [third] = await take(store, 400_001);
    assert(third);
    await store.settlePush(third, { type: "gone" });
    await store.queueMatches([{ group, users: [bob.id], at: after(1) }], after(400_002));
    assert.deepEqual(await take(store, 500_000), []);
  });

  Deno.test(`[I16] that a ticket fell asleep is told while it sleeps, and not once it is awake again: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    await reach(store, anna.id, "anna");
    await reach(store, bob.id, "bob");
    const { id } = await place(store, anna);
    const queue = () => store.queueAsleep([anna.id, bob.id], noon);
    await queue();
    assert.deepEqual(await sent(store, 1), []);
    await store.putToSleep([id], after(100), after(100));
    await queue();
    assert.deepEqual(await sent(store, 2), ["anna asleep"]);
    assert.deepEqual(await sent(store, 3), []);
    await queue();
    await store.comeBack(anna.id, after(101));
    assert.deepEqual(await sent(store, 4), []);
  });

  Deno.test(`[I54] a push of a text that was sent is forgotten by a purge once the group is read or left: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    for (const [{ id }, name] of [[anna, "anna"], [chloe, "chloé"]] as const) {
      await reach(store, id, name);
    }
    await say(store, group, text(bob.id, 2));
    const both = [anna, chloe].map(({ id: user }) => ({ ...away, group, seq: 2, user, at: noon }));
    await store.queueTexts(both, noon);
    await store.purgePushes();
    assert.equal((await sent(store, 1)).length, 2, "Not sent before");
    await store.purgePushes();
    await store.queueTexts(both, noon);
    assert.deepEqual(await sent(store, 1), [], "Not read before");
    await store.markRead([{ user: anna.id, group, seq: 2 }]);
    assert.equal(await store.leave({ group, message: left(chloe.id, 3) }), "stored");
    await store.purgePushes();
    assert.deepEqual(await at.db?.selectFrom("pushes").select("id").execute() ?? [], []);
  });

  Deno.test(`[I55] a match that is told twice at once is queued once: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, group } = await formTrio(store);
    await reach(store, anna.id, "phone");
    const match = { group, users: [anna.id], at: noon };
    await store.queueMatches([match, match], noon);
    assert.deepEqual(await sent(store, 1), ["phone match bob chloé"]);
  });
}
