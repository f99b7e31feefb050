// API tokens in the store: the same rules for every store.

import assert from "node:assert/strict";
import type { Instant, UserId } from "../../protocol/domain.ts";
import { after, newId, noon, signUp } from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const hashOf = (digit: string) => digit.repeat(64);

function newToken(user: UserId, digit: string, createdAt: Instant = noon) {
  const id = newId<"session">();
  const expiresAt = after(1_000);
  const scopes = ["read", "chat"] as const;
  return { id, user, hash: hashOf(digit), name: "a program", scopes, createdAt, expiresAt };
}

for (const { kind, open } of await allStores("api_tokens")) {
  Deno.test(`[Z211] a token is found by its hash until it ends or expires, and is counted and listed till then: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const [first, second] = [newToken(anna.id, "1"), newToken(anna.id, "2", after(1))];
    assert.equal(await store.addToken(first, 2), "added");
    assert.equal(await store.addToken(second, 2), "added");
    assert.equal(await store.addToken(newToken(anna.id, "3", after(2)), 2), "full");
    assert.equal(await store.addToken(newToken(bob.id, "3"), 2), "added");
    const found = { user: anna, expiresAt: first.expiresAt, scopes: first.scopes };
    assert.deepEqual(await store.tokenSession(first.hash, noon), { ...found, id: first.id });
    assert.deepEqual(await store.session(first.id, noon), found);
    assert.equal(await store.tokenSession(hashOf("4"), noon), null);
    assert.equal(await store.tokenSession(first.hash, after(1_000)), null);
    assert.deepEqual(await store.apiTokens(anna.id, after(1_000)), []);
    await store.noteUses([{ session: first.id, at: after(5) }]);
    const listed = ({ id, name, scopes, createdAt, expiresAt }: typeof first) => ({
      ...{ id, name, scopes, createdAt, expiresAt },
    });
    assert.deepEqual(await store.apiTokens(anna.id, noon), [
      { ...listed(second), lastUsedAt: null },
      { ...listed(first), lastUsedAt: after(5) },
    ]);
    const range = { after: null, limit: 10 };
    assert.equal((await store.own(anna.id, "tokens", range)).length, 2);
    assert.equal((await store.own(anna.id, "sessions", range)).length, 0);
    assert.equal(await store.hasSession(anna.id, noon), false);
    assert.deepEqual(await store.sessionsOf(anna.id, noon, 10), []);
    assert.equal(await store.endSession(first.id), false);
    assert.equal(await store.endSession(first.id, anna.id), false);
    assert.equal(await store.endToken(first.id, bob.id), false);
    assert.equal(await store.endToken(first.id, anna.id), true);
    assert.equal(await store.tokenSession(first.hash, noon), null);
    assert.equal(await store.addToken(newToken(anna.id, "1"), 2), "added");
    await store.purgeSessions(after(1_000));
    assert.equal((await store.own(anna.id, "tokens", range)).length, 0);
  });

  Deno.test(`[Z211] many tokens made at once keep the bound, and none outlives what ends sessions: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const outcomes = await Promise.all(
      [..."12345678"].map((digit) => store.addToken(newToken(anna.id, digit), 3)),
    );
    assert.equal(outcomes.filter((outcome) => outcome === "added").length, 3);
    const log = { id: newId<"session">(), user: anna.id, createdAt: noon, expiresAt: after(9_000) };
    assert(await store.openSession(log));
    assert.equal(await store.endToken(log.id, anna.id), false);
    const change = { user: anna.id, passwordHash: "new", version: 0, keep: log.id };
    assert(await store.setPassword(change));
    assert.deepEqual(await store.apiTokens(anna.id, noon), []);
    const act = { id: newId<"audit">(), at: noon, by: null, about: anna.id, note: "out" };
    assert.equal(await store.addToken(newToken(anna.id, "9"), 3), "added");
    await store.suspend({ ...act, days: 1 });
    assert.equal(await store.tokenSession(hashOf("9"), noon), null);
    assert.equal(await store.addToken(newToken(anna.id, "9"), 3), "gone");
    const ask = { user: anna.id, at: noon, usernameHashes: [], reservedUntil: noon };
    await store.requestDeletion(ask);
    assert.equal(await store.addToken(newToken(anna.id, "9"), 3), "gone");
  });
}
