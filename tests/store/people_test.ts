// Accounts, profiles, sessions and tickets: the same rules for every store.

import assert from "node:assert/strict";
import type { Criteria, Sex, User } from "../../protocol/domain.ts";
import { fillSkeletons, usernameSkeletons } from "../../routes/auth/username_key.ts";
import {
  after,
  alike,
  anyone,
  form,
  formTrio,
  left,
  newId,
  noon,
  pair,
  place,
  signUp,
  someone,
  thirty,
} from "../support/store/store_cast.ts";
import { quiet } from "../support/descriptions.ts";
import { allStores } from "../support/store/stores.ts";

const nobody = newId<"user">();
const dayMs = 86_400_000;

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

  Deno.test(`[D1] of many accounts at once with one username, one is created: ${kind}`, async () => {
    await using at = await open();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => at.store.createUser(someone("anna"))),
    );
    assert.equal(answers.filter(Boolean).length, 1);
  });

  Deno.test(`[D130] a name that looks like a taken one is refused and nothing changes: ${kind}`, async () => {
    await using at = await open();
    const [first, second] = [someone("alice"), someone("aiice")];
    assert(await at.store.createUser({ ...first, skeletons: ["alice"] }));
    const session = { id: newId<"session">(), user: second.user.id, createdAt: noon } as const;
    const looks = { ...second, skeletons: ["aiice", "alice"] };
    assert.equal(await at.store.createUser(looks, { ...session, expiresAt: after(60) }), false);
    assert.equal(await at.store.account(second.user.id), null);
    assert.equal(await at.store.isLookAlike(["alice", "other"]), true);
    assert.equal(await at.store.isLookAlike(["aiice"]), false, "Nothing of the refused one stays");
    const answers = await Promise.all(
      Array.from(
        { length: 20 },
        (_, number) => at.store.createUser({ ...someone(`l1${number}`), skeletons: ["ll", "li"] }),
      ),
    );
    assert.equal(answers.filter(Boolean).length, 1);
  });

  Deno.test(`[D131] accounts of before get their skeletons; of two that look alike, both stay: ${kind}`, async () => {
    await using at = await open();
    const names = ["alice", "a1ice", "bob"];
    for (const name of names) await at.store.createUser(someone(name));
    await fillSkeletons(at.store);
    await fillSkeletons(at.store);
    for (const name of names) assert.notEqual(await at.store.credentials(name), null);
    assert.equal(await at.store.isLookAlike(["alice"]), true);
    assert.equal(await at.store.isLookAlike(["bob"]), true);
    const late = { ...someone("b0b"), skeletons: usernameSkeletons("b0b") };
    assert.equal(await at.store.createUser(late), false);
    const [left, ...more] = await at.store.usersWithoutSkeleton(null, 10);
    assert.deepEqual([names.slice(0, 2).includes(left?.username ?? ""), more], [true, []]);
    assert.deepEqual(await at.store.usersWithoutSkeleton(left?.id ?? null, 10), []);
  });

  Deno.test(`[A63] a hash is replaced where it is still the one that was read, and nowhere else: ${kind}`, async () => {
    await using at = await open();
    const [anna, bob] = [someone("anna"), { ...someone("bob"), passwordHash: "first" }];
    await at.store.createUser(anna);
    await at.store.createUser(bob);
    const hashOf = async (key: string) => (await at.store.credentials(key))?.passwordHash;
    await at.store.rehash(bob.user.id, "first", "second");
    await at.store.rehash(bob.user.id, "first", "third");
    await at.store.rehash(nobody, "first", "fourth");
    assert.deepEqual([await hashOf("anna"), await hashOf("bob")], [anna.passwordHash, "second"]);
  });

  Deno.test(`[D2] an unknown name, user or session is null: ${kind}`, async () => {
    await using at = await open();
    await signUp(at.store, "anna");
    assert.equal(await at.store.credentials("Anna"), null);
    assert.equal(await at.store.account(nobody), null);
    assert.equal(await at.store.session(newId(), noon), null);
    assert.equal(await at.store.endSession(newId()), false);
    assert.equal(await at.store.openTicket(nobody, null), null);
  });

  Deno.test(`[D2] an account is read as it was written: ${kind}`, async () => {
    await using at = await open();
    const profiles = [
      null,
      { birthDate: "2000-02-29", sex: "other", ...quiet },
      { birthDate: "1901-01-01", sex: null, ...quiet, interests: ['a "b" \\', "{c,d}", "NULL"] },
      { birthDate: "2010-12-31", sex: "male", languages: ["gsw", "fr"], interests: [], about: "é" },
    ] as const;
    for (const [number, profile] of profiles.entries()) {
      const account = someone(`Ünïcode 名 '${number}"`, profile);
      assert.equal(await at.store.createUser(account), true);
      const { user, passwordHash, usernameKey } = account;
      assert.deepEqual(await at.store.account(user.id), { user, profile });
      assert.deepEqual(await at.store.credentials(usernameKey), {
        user,
        profile,
        passwordHash,
        passwordVersion: 0,
        suspension: null,
      });
    }
  });

  Deno.test(`[D3] a profile does not change while a ticket is open: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    await place(at.store, anna);
    assert.equal(
      await at.store.setProfile(anna.id, { birthDate: "1980-01-01", sex: null }, noon),
      "waiting",
    );
    assert.deepEqual((await at.store.account(anna.id))?.profile, thirty);
    await at.store.withdrawTicket(anna.id, noon);
    assert.equal(
      await at.store.setProfile(anna.id, { birthDate: "1980-01-01", sex: null }, noon),
      "stored",
    );
    assert.deepEqual((await at.store.account(anna.id))?.profile, {
      birthDate: "1980-01-01",
      sex: null,
      ...quiet,
    });
  });

  Deno.test(`[D3] a ticket and a profile at once: the ticket shows the profile that stays: ${kind}`, async () => {
    await using at = await open();
    for (let round = 0; round < 10; round++) {
      const user = await signUp(at.store, `user ${round}`);
      const [changed, ticket] = await Promise.all([
        at.store.setProfile(user.id, { birthDate: "1980-01-01", sex: "male" }, noon),
        place(at.store, user),
      ]);
      const { profile } = await at.store.account(user.id) ?? {};
      assert.deepEqual(ticket.seekers[0].profile, profile);
      assert.equal(profile?.birthDate, changed === "stored" ? "1980-01-01" : thirty.birthDate);
    }
  });

  Deno.test(`[D87] a new birth date never puts a wall between people who are together, or partners: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const born = (user: User, birthDate: string) =>
      store.setProfile(user.id, { ...thirty, birthDate }, noon);
    assert.equal(await born(anna, "2008-06-02"), "age_wall");
    assert.deepEqual((await store.account(anna.id))?.profile, thirty);
    // Eighteen on that day: there is no wall, but she was in a group.
    assert.equal(await born(anna, "2008-06-01"), "birth_date_set");
    const [dora, emil] = [await signUp(store, "dora"), await signUp(store, "emil")];
    await pair(store, dora, emil);
    assert.equal(await born(dora, "2011-01-01"), "age_wall");
    await store.endPartnership(emil.id, after(2));
    assert.equal(await born(dora, "2011-01-01"), "stored");
    for (const [user, seq] of [[bob, 2], [chloe, 3]] as const) {
      await store.leave({ group, message: left(user.id, seq) });
    }
    for (const user of [anna, bob, chloe]) {
      assert.equal(await born(user, "2011-01-01"), "birth_date_set");
    }
  });

  Deno.test(`[D142] a birth date is put right once, within a day of being set and before any group: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const born = (user: User, birthDate: string, when: number) =>
      store.setProfile(user.id, { ...thirty, birthDate }, after(when));
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    assert.equal(await born(anna, thirty.birthDate, 5 * dayMs), "stored");
    assert.equal(await born(anna, "1990-01-01", dayMs), "birth_date_set");
    assert.equal(await born(anna, "1990-01-01", dayMs - 1), "stored");
    assert.equal(await born(anna, thirty.birthDate, dayMs - 1), "birth_date_set");
    assert.equal((await store.account(anna.id))?.profile?.birthDate, "1990-01-01");
    const bare = await signUp(store, "bare", null);
    assert.equal(await born(bare, "1990-01-01", 3 * dayMs), "stored");
    assert.equal(await born(bare, "1991-01-01", 4 * dayMs), "birth_date_set");
    assert.equal(await born(bare, "1991-01-01", 4 * dayMs - 1), "stored");
    await form(store, [anna, bob, bare]);
    assert.equal(await born(bob, "1991-01-01", 1), "birth_date_set");
  });

  Deno.test(`[D142] of many corrections at once one is made: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const years = [1990, 1991, 1992, 1993];
    const outcomes = await Promise.all(
      years.map((year) =>
        store.setProfile(anna.id, { ...thirty, birthDate: `${year}-01-01` }, noon)
      ),
    );
    assert.deepEqual(outcomes.sort(), [
      ...["birth_date_set", "birth_date_set", "birth_date_set", "stored"],
    ]);
  });

  Deno.test(`[D143] a sex that was changed stays for 30 days: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const as = (sex: Sex, when: number) =>
      store.setProfile(anna.id, { ...thirty, sex }, after(when));
    assert.equal(await as("male", 1), "stored");
    const sexOpenAt = after(30 * dayMs + 1);
    assert.deepEqual(await as(null, 30 * dayMs), { sexOpenAt });
    assert.equal(await as("male", 30 * dayMs), "stored");
    assert.equal(await as(null, 30 * dayMs + 1), "stored");
    assert.deepEqual(await as("male", 30 * dayMs + 2), { sexOpenAt: after(60 * dayMs + 1) });
    assert.equal((await store.account(anna.id))?.profile?.sex, null);
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
    assert.deepEqual(await at.store.session(kept, "2026-06-02T00:00:00.000Z"), {
      user: anna,
      expiresAt,
    });
  });

  Deno.test(`[D5] a call for a user who does not exist fails, and changes nothing: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const session = {
      id: newId<"session">(),
      user: nobody,
      createdAt: noon,
      expiresAt: "2026-06-02T00:00:00.000Z",
    };
    await assert.rejects(store.openSession(session));
    await assert.rejects(store.setProfile(nobody, thirty, noon));
    await assert.rejects(
      store.placeTickets([{ id: newId(), user: nobody, criteria: anyone, at: noon }], null),
    );
    const anna = await signUp(store, "anna");
    await assert.rejects(store.block(nobody, anna.id, noon));
    assert.equal(await store.block(anna.id, nobody, noon), false);
    await assert.rejects(store.block(anna.id, anna.id, noon));
    assert.equal(await store.session(session.id, noon), null);
    assert.deepEqual((await place(store, anna)).seekers[0].apart, []);
  });

  Deno.test(`[D6] a store with the program's schema is ready: ${kind}`, async () => {
    await using at = await open();
    assert.equal(await at.store.ready(), true);
  });

  Deno.test(`[D7] no ticket without what its criteria need: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [bare, silent] = [
      await signUp(store, "bare", null),
      await signUp(store, "x", { ...thirty, sex: null }),
    ];
    const ticket = { id: newId<"ticket">(), at: noon };
    const asked = [{ ...ticket, user: bare.id, criteria: anyone }, {
      ...ticket,
      user: silent.id,
      criteria: alike,
    }];
    assert.deepEqual(await store.placeTickets(asked, null), [
      { type: "refused", code: "profile_required" },
      { type: "refused", code: "sex_undisclosed" },
    ]);
    assert.deepEqual(await store.openTickets(null), []);
    assert.equal((await place(store, silent, anyone)).seekers[0].profile.sex, null);
  });

  Deno.test(`[D8] a ticket placed again keeps its id and since, and takes the new criteria: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    const first = await place(at.store, anna, alike, after(1));
    const seeker = {
      user: anna,
      profile: thirty,
      criteria: alike,
      apart: [],
      met: [],
      rematchWishes: [],
      devices: [],
    };
    assert.deepEqual(first, {
      id: first.id,
      since: after(1),
      seat: null,
      seekers: [seeker],
      restsUntil: null,
      placeOf: null,
      ...{ asleep: false, wokenAt: null, alone: false },
    });
    const wider: Criteria = { sex: "any", age: 99, widen: true, widenSex: true };
    const second = await place(at.store, anna, wider, after(2));
    assert.deepEqual(second, { ...first, seekers: [{ ...seeker, criteria: wider }] });
    assert.deepEqual(await at.store.openTicket(anna.id, null), second);
    assert.deepEqual(await at.store.openTickets(null), [second]);
  });

  Deno.test(`[D8] tickets placed at once by one user are one: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    const placed = await Promise.all(Array.from({ length: 10 }, () => place(at.store, anna)));
    assert.equal(new Set(placed.map(({ id }) => id)).size, 1);
    assert.deepEqual(await at.store.openTickets(null), placed.slice(0, 1));
  });

  Deno.test(`[D9] a ticket is withdrawn once, and the next is a new one: ${kind}`, async () => {
    await using at = await open();
    const anna = await signUp(at.store, "anna");
    assert.deepEqual(await at.store.withdrawTicket(anna.id, noon), []);
    const first = await place(at.store, anna);
    assert.deepEqual(await at.store.withdrawTicket(anna.id, after(1)), [anna.id]);
    assert.deepEqual(await at.store.withdrawTicket(anna.id, after(1)), []);
    assert.equal(await at.store.openTicket(anna.id, null), null);
    const second = await place(at.store, anna, anyone, after(2));
    assert.notEqual(second.id, first.id);
    assert.equal(second.since, after(2));
  });

  Deno.test(`[D10] open tickets come oldest first, each with the users it is kept apart from: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const users: User[] = [];
    for (const name of ["anna", "bob", "chloé", "dora", "emil"]) {
      users.push(await signUp(store, name));
    }
    const [anna, bob, chloe, dora, emil] = users;
    assert(anna && bob && chloe && dora && emil);
    const group = await form(store, [anna, bob, chloe]);
    await store.leave({ group, message: left(chloe.id, 2) });
    await store.block(dora.id, anna.id, noon);
    await store.block(dora.id, anna.id, noon);
    for (const [number, user] of [emil, dora, chloe, bob, anna].entries()) {
      await place(store, user, anyone, after(number));
    }
    const apart = (await store.openTickets(null)).map((
      { seekers: [{ user, apart }] },
    ) => [user, apart]);
    assert.deepEqual(apart, [
      [emil, []],
      [dora, [anna.id]],
      [chloe, []],
      [bob, [anna.id]],
      [anna, [bob.id, dora.id].sort()],
    ]);
    assert.deepEqual((await store.openTicket(bob.id, null))?.seekers[0].apart, [anna.id]);
  });
}
