// Accounts, profiles and sessions: the same rules for every store.

import assert from "node:assert/strict";
import { anyone, newId, noon, place, signUp, someone, thirty } from "./support/store_cast.ts";
import { allStores } from "./support/stores.ts";

const nobody = newId<"user">();

for (const { kind, open } of await allStores("people")) {
  Deno.test(`[D1] a taken username is refused and nothing changes: ${kind}`, async () => {
    await using at = await open();
    const first = someone("anna");
    const second = { ...someone("Anna"), usernameKey: "anna", passwordHash: "other" };
    assert.equal(await at.store.createUser(first), true);
    assert.equal(await at.store.createUser(second), false);
    assert.equal((await at.store.credentials("anna"))?.passwordHash, first.passwordHash);
    assert.equal(await at.store.account(second.user.id), null);
  });

  Deno.test(`[D1] of many who ask for one username at once, one gets it: ${kind}`, async () => {
    await using at = await open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => at.store.createUser(someone("anna"))));
    assert.equal(answers.filter(Boolean).length, 1);
  });

  Deno.test(`[D2] an unknown name, user or session is null: ${kind}`, async () => {
    await using at = await open();
    await signUp(at.store, "anna");
    assert.equal(await at.store.credentials("Anna"), null);
    assert.equal(await at.store.account(nobody), null);
    assert.equal(await at.store.session(newId(), noon), null);
    assert.equal(await at.store.endSession(newId()), false);
    assert.equal(await at.store.openTicket(nobody), null);
  });

  Deno.test(`[D2] an account is read as it was written: ${kind}`, async () => {
    await using at = await open();
    const profiles = [
      null,
      { birthDate: "2000-02-29", sex: "other" },
      { birthDate: "1901-01-01", sex: null },
      { birthDate: "2010-12-31", sex: "male" },
    ] as const;
    for (const [number, profile] of profiles.entries()) {
      const account = someone(`Ünïcode 名 '${number}"`, profile);
      assert.equal(await at.store.createUser(account), true);
      const { user, passwordHash, usernameKey } = account;
      assert.deepEqual(await at.store.account(user.id), { user, profile });
      assert.deepEqual(await at.store.credentials(usernameKey), { user, profile, passwordHash });
    }
  });

  Deno.test(`[D3] a profile does not change while a ticket is open: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    await place(at.store, anna);
    assert.equal(await at.store.setProfile(anna.id, { birthDate: "1980-01-01", sex: null }), "waiting");
    assert.deepEqual((await at.store.account(anna.id))?.profile, thirty);
    await at.store.withdrawTicket(anna.id, noon);
    assert.equal(await at.store.setProfile(anna.id, { birthDate: "1980-01-01", sex: null }), "stored");
    assert.deepEqual((await at.store.account(anna.id))?.profile, { birthDate: "1980-01-01", sex: null });
  });

  Deno.test(`[D3] a ticket and a profile at once: the ticket shows the profile that stays: ${kind}`, async () => {
    await using at = await open();
    for (let round = 0; round < 10; round++) {
      const user = await signUp(at.store, `user ${round}`);
      const [changed, ticket] = await Promise.all([
        at.store.setProfile(user.id, { birthDate: "1980-01-01", sex: "male" }),
        place(at.store, user),
      ]);
      const { profile } = await at.store.account(user.id) ?? {};
      assert.deepEqual(ticket.profile, profile);
      assert.equal(profile?.birthDate, changed === "stored" ? "1980-01-01" : thirty.birthDate);
    }
  });

  Deno.test(`[D4] a session that ended or expired is not found: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    const expiresAt = "2026-06-02T00:00:00.001Z";
    const [kept, ended] = [newId<"session">(), newId<"session">()];
    for (const id of [kept, ended]) {
      await at.store.openSession({ id, user: anna.id, createdAt: noon, expiresAt });
    }
    assert.equal(await at.store.endSession(ended), true);
    assert.equal(await at.store.endSession(ended), false);
    assert.equal(await at.store.session(ended, noon), null);
    assert.equal(await at.store.session(kept, expiresAt), null);
    assert.deepEqual(await at.store.session(kept, "2026-06-02T00:00:00.000Z"), { user: anna, expiresAt });
  });

  Deno.test(`[D5] what is asked for nobody fails, and changes nothing: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const session = {
      id: newId<"session">(),
      user: nobody,
      createdAt: noon,
      expiresAt: "2026-06-02T00:00:00.000Z",
    };
    await assert.rejects(store.openSession(session));
    await assert.rejects(store.setProfile(nobody, thirty));
    await assert.rejects(store.placeTicket({ id: newId(), user: nobody, criteria: anyone, at: noon }));
    const anna = await signUp(store, "anna");
    await assert.rejects(store.block(anna.id, nobody, noon));
    await assert.rejects(store.block(anna.id, anna.id, noon));
    assert.equal(await store.session(session.id, noon), null);
    assert.deepEqual((await place(store, anna)).apart, []);
  });

  Deno.test(`[D6] a store with the program's schema is ready: ${kind}`, async () => {
    await using at = await open();
    assert.equal(await at.store.ready(), true);
  });
}
