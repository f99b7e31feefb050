// What keeps an account its owner's: the same rules for every store.

import assert from "node:assert/strict";
import type { UserId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import { after, newId, noon, signUp } from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const nobody = newId<"user">();
const hash = (digit: string) => digit.repeat(64);

function newSession(user: UserId, at = noon) {
  return { id: newId<"session">(), user, createdAt: at, expiresAt: after(86_400_000) };
}

async function open(store: Store, user: UserId, at = noon) {
  const session = newSession(user, at);
  assert(await store.openSession(session));
  return session.id;
}

for (const { kind, open: openStore } of await allStores("account_care")) {
  Deno.test(`[D110] a new password ends the other sessions, once, and what the former opened comes too late: ${kind}`, async () => {
    await using at = await openStore();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const [keep, other, bobs] = [
      await open(store, anna.id),
      await open(store, anna.id),
      await open(store, bob.id),
    ];
    const version = (await store.credentialsOf(anna.id))?.passwordVersion ?? NaN;
    const change = { user: anna.id, passwordHash: "new", version, keep };
    assert.equal(await store.setPassword({ ...change, user: nobody }), false);
    assert.equal(await store.setPassword(change), true);
    assert.equal(await store.setPassword({ ...change, passwordHash: "newer" }), false);
    assert.equal((await store.credentials("anna"))?.passwordHash, "new");
    assert.equal(await store.session(other, noon), null);
    assert.notEqual(await store.session(keep, noon), null);
    assert.notEqual(await store.session(bobs, noon), null);
    const late = newSession(anna.id);
    assert.equal(await store.openSession(late, undefined, version), false);
    assert.equal(await store.session(late.id, noon), null);
    assert.equal(await store.openSession(late, undefined, version + 1), true);
  });

  Deno.test(`[D110] of a change of the password and log-ins at once none with the former one is left: ${kind}`, async () => {
    await using at = await openStore();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const keep = await open(store, anna.id);
    const attempts = Array.from({ length: 10 }, () => newSession(anna.id));
    const opening = attempts.slice(0, 5).map((session) => store.openSession(session, undefined, 0));
    const change = store.setPassword({ user: anna.id, passwordHash: "new", version: 0, keep });
    const later = attempts.slice(5).map((session) => store.openSession(session, undefined, 0));
    await Promise.all([...opening, change, ...later]);
    assert.equal((await store.sessionsOf(anna.id, noon, 100)).length, 1);
  });

  Deno.test(`[D111] a user's sessions are listed by their last use, which moves forward alone: ${kind}`, async () => {
    await using at = await openStore();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const first = { ...newSession(anna.id), agent: "Firefox, Windows" };
    await store.openSession(first);
    const second = await open(store, anna.id, after(1));
    await open(store, bob.id);
    await store.openSession({ ...newSession(anna.id), expiresAt: after(5) });
    await store.noteUses([
      { session: first.id, at: after(10) },
      { session: second, at: noon },
      { session: newId(), at: after(10) },
    ]);
    assert.deepEqual(await store.sessionsOf(anna.id, after(6), 100), [
      { id: first.id, createdAt: noon, usedAt: after(10), agent: "Firefox, Windows" },
      { id: second, createdAt: after(1), usedAt: after(1), agent: null },
    ]);
    assert.equal((await store.sessionsOf(anna.id, noon, 2)).length, 2);
    const others = [newId<"session">(), newId<"session">()];
    const asked = [first.id, ...others, second];
    assert.deepEqual((await store.endedSessions(asked, noon)).toSorted(), others.toSorted());
    const all = await store.endedSessions(asked, "2100-01-01T00:00:00.000Z");
    assert.deepEqual(all.toSorted(), asked.toSorted());
    assert.equal(await store.endSession(first.id, bob.id), false);
    assert.equal(await store.endSession(first.id, anna.id), true);
  });

  Deno.test(`[D112] a recovery code opens its user's account once, and no other: ${kind}`, async () => {
    await using at = await openStore();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const [former, bobs] = [await open(store, anna.id), await open(store, bob.id)];
    const codes = (user: UserId, ...digits: string[]) => ({
      user,
      hashes: digits.map(hash),
      at: noon,
    });
    assert.equal(await store.setRecoveryCodes(codes(anna.id, "1", "2")), true);
    assert.equal(await store.setRecoveryCodes(codes(bob.id, "1")), true);
    assert.equal(await store.addRecoveryCodes(codes(anna.id, "3")), true);
    assert.equal(await store.setRecoveryCodes(codes(nobody, "4")), false);
    const left = () =>
      Promise.all([anna.id, bob.id, nobody].map((user) => store.countRecoveryCodes(user)));
    assert.deepEqual(await left(), [3, 1, 0]);
    const recover = (user: UserId | null, digit: string) => {
      const { user: _user, ...session } = newSession(nobody);
      return store.recover({ user, hash: hash(digit), passwordHash: `by ${digit}`, session });
    };
    for (const [user, digit] of [[null, "1"], [nobody, "1"], [bob.id, "2"]] as const) {
      assert.equal(await recover(user, digit), null);
    }
    const answers = await Promise.all(Array.from({ length: 5 }, () => recover(anna.id, "2")));
    assert.equal(
      answers.filter((answer) => answer !== "suspended" && answer?.user.id === anna.id).length,
      1,
    );
    assert.deepEqual(await left(), [2, 1, 0]);
    assert.equal((await store.credentials("anna"))?.passwordHash, "by 2");
    assert.equal(await store.session(former, noon), null);
    assert.notEqual(await store.session(bobs, noon), null);
    assert.equal((await store.sessionsOf(anna.id, noon, 100)).length, 1);
    assert.notEqual(await recover(anna.id, "3"), null);
    assert.equal(await store.setRecoveryCodes(codes(anna.id, "5")), true);
    assert.equal(await recover(anna.id, "1"), null);
  });

  Deno.test(`[A121] a passkey is stored once, used and removed by its user alone, and ends with the account: ${kind}`, async () => {
    await using at = await openStore();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const passkey = (id: string, user: UserId, ms = 0) => ({
      ...{ id, user, publicKey: "AAAA", counter: 3, transports: ["usb"], label: "mine" },
      at: after(ms),
    });
    assert.equal(await store.addPasskey(passkey("one", anna.id), 2), "added");
    assert.equal(await store.addPasskey(passkey("one", bob.id), 2), "taken");
    assert.equal(await store.addPasskey(passkey("two", anna.id, 1), 2), "added");
    assert.equal(await store.addPasskey(passkey("three", anna.id), 2), "full");
    assert.equal(await store.usePasskey("one", 7, after(5)), true);
    const atOnce = await Promise.all(
      [8, 8, 8].map((count) => store.usePasskey("one", count, after(6))),
    );
    assert.equal(atOnce.filter((isTaken) => isTaken).length, 1, "a count is taken once");
    assert.equal(await store.usePasskey("one", 6, after(7)), false);
    assert.equal(await store.usePasskey("one", 0, after(7)), false);
    assert.equal(await store.usePasskey("none", 7, after(5)), false);
    assert.deepEqual(await store.passkeys(anna.id), [
      { id: "one", createdAt: noon, usedAt: after(6), label: "mine" },
      { id: "two", createdAt: after(1), usedAt: null, label: "mine" },
    ]);
    const stored = await store.passkey("one");
    assert.deepEqual([stored?.account.user, stored?.counter, stored?.transports], [anna, 8, [
      "usb",
    ]]);
    assert.equal(await store.passkey("none"), null);
    const uncounted = { ...passkey("four", bob.id), counter: 0 };
    assert.equal(await store.addPasskey(uncounted, 2), "added");
    for (const _use of [1, 2]) assert.equal(await store.usePasskey("four", 0, after(8)), true);
    assert.equal(await store.removePasskey(bob.id, "one"), false);
    assert.equal(await store.removePasskey(anna.id, "one"), true);
    const deletion = { user: anna.id, at: noon, usernameHashes: [], reservedUntil: noon };
    assert.equal(await store.requestDeletion(deletion), true);
    assert.equal(await store.passkey("two"), null);
    assert.equal(await store.addPasskey(passkey("two", anna.id), 2), "gone");
  });
}
