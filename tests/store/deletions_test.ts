// Deletions of accounts and purges: the same rules for every store.

import assert from "node:assert/strict";
import { type Kysely, sql } from "kysely";
import { columnsOfUsers } from "../../db/people/deletions.ts";
import type { DB } from "../../db/schema.ts";
import type { Store } from "../../db/store/store.ts";
import type { ErasedMessage, GroupId, User, UserId } from "../../protocol/domain.ts";
import { allRows } from "../support/store/all_rows.ts";
import { edited, erased } from "../support/store/amendments.ts";
import {
  after,
  anyone,
  form,
  formOne,
  formTrio,
  groupOf,
  invite,
  left,
  look,
  newId,
  noon,
  place,
  say,
  signUp,
  someone,
  text,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const nobody = newId<"user">();
const dayMs = 86_400_000;
const hash = (digit: string) => digit.repeat(64);

function request(store: Store, user: UserId, usernameHashes: readonly string[] = []) {
  return store.requestDeletion({
    user,
    at: after(100),
    usernameHashes,
    reservedUntil: after(30 * dayMs),
  });
}

/** Takes back what is left of a user's texts in a group, and lets them leave. */
async function leaveAndErase(store: Store, group: GroupId, { id }: User): Promise<void> {
  const head = (await store.groupMembers(group))?.lastSeq ?? 0;
  const targets = await store.textsLeft(id, group, 100);
  const run = targets.map((target, at) => ({
    group,
    message: erased(id, [head + 1 + at, target]),
  }));
  assert.equal(await store.eraseRun(run), true);
  assert.equal(
    await store.leave({ group, message: left(id, head + 1 + run.length) }),
    "stored",
  );
}

for (const { kind, open } of await allStores("deletions")) {
  Deno.test(`[D113] a deletion that is asked for ends sessions and codes at once, and is not asked for twice: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const session = {
      id: newId<"session">(),
      user: anna.id,
      createdAt: noon,
      expiresAt: after(dayMs),
    };
    await store.openSession(session);
    const codes = { user: anna.id, hashes: [hash("1")], at: noon };
    await store.setRecoveryCodes(codes);
    assert.equal(await request(store, nobody), false);
    assert.equal(await request(store, anna.id), true);
    assert.equal(await request(store, anna.id), false);
    assert.equal(await request(store, bob.id), true);
    assert.deepEqual(await store.deletions(9), [anna.id, bob.id].sort());
    assert.equal((await store.deletions(1)).length, 1);
    assert.equal(await store.session(session.id, noon), null);
    assert.equal(await store.credentials("anna"), null);
    assert.equal(await store.credentialsOf(anna.id), null);
    assert.equal(await store.openSession({ ...session, id: newId() }), false);
    assert.equal(await store.setRecoveryCodes(codes), false);
    const { user: _user, ...recovered } = session;
    const recovery = { user: anna.id, hash: hash("1"), passwordHash: "x", session: recovered };
    assert.equal(await store.recover(recovery), null);
    const profile = { birthDate: "1990-01-01", sex: null };
    assert.equal(await store.setProfile(anna.id, profile, "2026-06-01"), "gone");
    const keep = session.id;
    const password = { user: anna.id, passwordHash: "x", version: 1, keep };
    assert.equal(await store.setPassword(password), false);
  });

  Deno.test(`[D411] a bot stays one when its account is deleted: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { user, ...account } = someone("robot");
    const bot: User = { ...user, bot: true };
    assert(await store.createUser({ ...account, user: bot }));
    const tickets = [await place(store, bot)];
    for (const name of ["anna", "bob"]) {
      tickets.push(await place(store, await signUp(store, name), { ...anyone, bots: true }));
    }
    const anna = tickets[1]?.seekers[0].user;
    const group = groupOf(tickets);
    assert(anna && await formOne(store, group));
    await store.block(anna.id, bot.id, noon);
    await request(store, bot.id);
    await leaveAndErase(store, group.id, bot);
    assert.equal(await store.emptyAccount(bot.id), true);
    const deleted = { id: bot.id, username: "", deleted: true, bot: true };
    assert.deepEqual((await store.account(bot.id))?.user, deleted);
    assert.deepEqual(await store.blocked(anna.id), [deleted]);
    const member = (await store.group(anna.id, group.id))?.members.find(({ id }) => id === bot.id);
    assert.deepEqual([member?.username, member?.deleted, member?.bot], ["", true, true]);
  });

  Deno.test(`[D114] a deletion is finished once nothing is open or said, and then nothing personal is left: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const canaries = ["Canarina", "1987-03-21", "Wintergreen", "Xylophone", "Zeppelin"];
    const profile = { birthDate: "1987-03-21", sex: "other" } as const;
    const anna = await signUp(store, "Canarina", profile);
    const [bob, chloe, dora] = [
      await signUp(store, "bob"),
      await signUp(store, "chloé"),
      await signUp(store, "dora"),
    ];
    const group = await form(store, [anna, bob, chloe]);
    await say(store, group, text(anna.id, 2, canaries[2]));
    await say(store, group, text(bob.id, 3, "of Bob"));
    await store.amend({ group, message: edited(anna.id, [4, 2], canaries[3]) });
    await say(store, group, text(anna.id, 5, canaries[4]));
    await invite(store, anna);
    await store.block(anna.id, dora.id, noon);
    await store.block(bob.id, anna.id, noon);
    await store.setRematchWish(bob.id, anna.id, true, noon);
    await place(store, anna, { ...anyone, age: 42 });
    await request(store, anna.id, [hash("1")]);
    assert.equal(await store.emptyAccount(anna.id), false);
    await store.withdrawTicket(anna.id, after(200));
    assert.equal(await store.emptyAccount(anna.id), false);
    await leaveAndErase(store, group, anna);
    assert.equal(await store.emptyAccount(anna.id), true);
    assert.deepEqual(await store.deletions(9), [anna.id]);
    await store.endDeletion(anna.id);
    assert.deepEqual(await store.deletions(9), []);
    assert.equal(await store.emptyAccount(anna.id), true);

    const deleted = { id: anna.id, username: "", deleted: true };
    assert.deepEqual(await store.account(anna.id), { user: deleted, profile: null });
    const seen = await store.group(bob.id, group);
    assert.equal(seen?.name, "bob, chloé");
    assert.equal(seen?.why, undefined);
    const member = seen?.members.find(({ id }) => id === anna.id);
    assert.deepEqual([member?.username, member?.deleted, member?.profile], ["", true, null]);
    assert.deepEqual(await store.blocked(bob.id), [deleted]);
    const log = (await store.messages(bob.id, group, { after: 0, limit: 99 }))?.messages ?? [];
    assert.deepEqual(log.map(({ kind }) => kind), [
      ...["formed", "text", "text", "edited", "text", "erased", "erased", "left"],
    ]);
    assert.deepEqual(log.flatMap((each) => "text" in each ? [each.text] : []), [
      "",
      "of Bob",
      "",
      "",
    ]);
    if (!db) return;
    const rows = await allRows(db);
    for (const canary of canaries) assert(!rows.includes(canary), canary);
    assert(rows.includes("of Bob"));
    assert.deepEqual(
      await db.selectFrom("tickets").select("id").where("user_id", "=", anna.id)
        .execute(),
      [],
    );
  });

  Deno.test(`[D114] the name of a group loses each name whose account is deleted, in whatever order: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    assert.equal(await store.emptyAccount(anna.id), false);
    const nameNow = async () => (await store.group(bob.id, group))?.name;
    for (const [user, name] of [[chloe, "anna, bob"], [anna, "bob"]] as const) {
      await request(store, user.id);
      await leaveAndErase(store, group, user);
      assert.equal(await store.emptyAccount(user.id), true);
      assert.equal(await nameNow(), name);
    }
    assert.notEqual(await look(store, group, bob), null);
  });

  Deno.test(`[D115] several texts of one author are taken back together, or none is: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, group } = await formTrio(store);
    for (const [seq, by] of [[2, anna], [3, bob], [4, anna], [5, anna]] as const) {
      await say(store, group, text(by.id, seq));
    }
    await store.amend({ group, message: erased(anna.id, [6, 4]) });
    assert.deepEqual(await store.textsLeft(anna.id, group, 9), [2, 5]);
    assert.deepEqual(await store.textsLeft(anna.id, group, 1), [2]);
    const run = (...messages: readonly ErasedMessage[]) =>
      store.eraseRun(messages.map((message) => ({ group, message })));
    const { id: by } = anna;
    // A place that is taken, another's text, and one that is taken back already.
    assert.equal(await run(erased(by, [6, 2]), erased(by, [7, 5])), false);
    assert.equal(await run(erased(by, [7, 2]), erased(by, [8, 3])), false);
    assert.equal(await run(erased(by, [7, 2]), erased(by, [8, 4])), false);
    assert.deepEqual(await store.textsLeft(by, group, 9), [2, 5]);
    assert.equal((await store.groupMembers(group))?.lastSeq, 6);
    assert.equal(await run(erased(by, [7, 2]), erased(by, [8, 5])), true);
    assert.deepEqual(await store.textsLeft(by, group, 9), []);
    assert.deepEqual(await store.textsLeft(bob.id, group, 9), [3]);
    assert.equal(await run(), true);
  });

  Deno.test(`[D116] the name of a deleted account is not given to another before it is free: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    await request(store, anna.id, [hash("1"), hash("2")]);
    await store.emptyAccount(anna.id);
    const another = (ms: number, ...digits: string[]) =>
      store.createUser({ ...someone("anna"), at: after(ms), usernameHashes: digits.map(hash) });
    assert.equal(await another(1, "1"), false);
    assert.equal(await another(30 * dayMs - 1, "3", "2"), false);
    await store.purgeAccounts(after(30 * dayMs - 1));
    assert.equal(await another(1, "2"), false);
    assert.equal(await another(30 * dayMs, "1", "2"), true);
    await store.purgeAccounts(after(30 * dayMs));
    assert.equal(
      await store.createUser({ ...someone("annb"), usernameHashes: [hash("1")] }),
      true,
    );
  });

  Deno.test(`[D119] a group is forgotten once everybody has left it for long, unless a report is about it: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, group } = await formTrio(store);
    const words = { group, by: anna.id, about: bob.id, reason: "words", seq: null, at: after(1) };
    assert.equal(await store.report({ id: newId(), ...words }), true);
    await store.setRematchWish(anna.id, bob.id, true, after(1));
    await store.leave({ group, message: left(anna.id, 2) });
    await store.leave({ group, message: left(bob.id, 3) });
    const isThere = async () => await store.groupMembers(group) !== null;
    await store.purgeReports(after(1));
    await store.purgeGroups(after(10), null);
    assert.equal(await isThere(), true);
    await store.leave({ group, message: left(chloe.id, 4) });
    await store.purgeGroups(after(10), null);
    assert.equal(await isThere(), true, "A report is about it");
    await store.purgeReports(after(2));
    await store.purgeGroups(after(4), null);
    assert.equal(await isThere(), true, "It was left just now");
    await store.purgeGroups(after(5), null);
    assert.equal(await isThere(), false);
    // The wish outlives it, and can be taken back.
    assert.notEqual(await store.setRematchWish(anna.id, bob.id, false, after(6)), null);
    assert.equal(await store.setRematchWish(anna.id, bob.id, false, after(6)), null);
  });

  Deno.test(`[D119] a withdrawn ticket, an invite that ran out and the row of a deleted account are forgotten: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    await place(store, anna);
    await store.withdrawTicket(anna.id, after(1));
    const open1 = await place(store, anna);
    const hashed = await invite(store, bob);
    await store.purgeTickets(after(2));
    assert.notEqual(await store.invite(hashed), null);
    await store.purgeTickets(after(dayMs + 1));
    assert.equal(await store.invite(hashed), null);
    assert.equal((await store.openTicket(anna.id, null))?.id, open1.id);
    await request(store, bob.id);
    await store.purgeAccounts(after(1));
    assert.notEqual(await store.account(bob.id), null, "The deletion is not done");
    await store.emptyAccount(bob.id);
    await store.purgeAccounts(after(1));
    assert.notEqual(await store.account(bob.id), null, "The deletion is not done");
    await store.endDeletion(bob.id);
    await store.purgeAccounts(after(1));
    assert.equal(await store.account(bob.id), null);
    assert.notEqual(await store.account(anna.id), null);
    if (db) {
      const rows = await db.selectFrom("tickets").select("id").execute();
      assert.deepEqual(rows, [{ id: open1.id }]);
    }
  });

  // The memory store has neither tables nor SQL.
  if (kind === "memory") continue;

  Deno.test(`[D117] of every column that names a user it is said what a deletion does with it: ${kind}`, async () => {
    await using at = await open();
    const { rows } = await sql<{ readonly name: string }>`
      select conrelid::regclass || '.' || attname as name
      from pg_constraint join pg_attribute on attrelid = conrelid and attnum = any(conkey)
      where contype = 'f' and confrelid = 'users'::regclass`.execute(at.db as Kysely<DB>);
    const removed = Object.entries(columnsOfUsers.removed)
      .flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`));
    const said = [...removed, ...Object.keys(columnsOfUsers.kept)];
    assert.deepEqual(rows.map(({ name }) => name).sort(), said.sort());
  });

  Deno.test(`[D117] every column of a deleted account is empty, but for its id and its times: ${kind}`, async () => {
    await using at = await open();
    const { store, db } = at;
    const { anna, group } = await formTrio(store);
    const act = { id: newId<"audit">(), at: noon, by: null, about: anna.id, note: "Spam" };
    assert.notEqual(await store.suspend({ ...act, days: 3 }), null);
    await request(store, anna.id);
    await leaveAndErase(store, group, anna);
    await store.emptyAccount(anna.id);
    const row = await (db as Kysely<DB>).selectFrom("users").selectAll().where("id", "=", anna.id)
      .executeTakeFirstOrThrow();
    const { id, created_at, deleted_at, password_version, role, ...rest } = row;
    assert.deepEqual([id, created_at, deleted_at, password_version, role], [
      anna.id,
      noon,
      after(100),
      1,
      "user",
    ]);
    assert.deepEqual(Object.values(rest).flat().filter(Boolean), []);
  });

  Deno.test(`[D118] an account whose row is deleted by hand is deleted by the program, and its row waits: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const db = at.db as Kysely<DB>;
    const { anna, bob, group } = await formTrio(store);
    await say(store, group, text(anna.id, 2, "Wintergreen"));
    const id = newId<"session">();
    await store.openSession({ id, user: anna.id, createdAt: noon, expiresAt: after(dayMs) });
    await db.deleteFrom("users").where("username", "in", ["anna", "bob"]).execute();
    await db.deleteFrom("users").where("username", "=", "anna").execute();
    assert.deepEqual([...await store.deletions(9)].sort(), [anna.id, bob.id].sort());
    assert.equal(await store.session(id, noon), null);
    assert.equal(await store.credentials("anna"), null);
    await leaveAndErase(store, group, anna);
    assert.equal(await store.emptyAccount(anna.id), true);
    assert(!(await allRows(db)).includes("Wintergreen"));
  });
}
