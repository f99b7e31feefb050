// A database that an earlier version has filled: the program goes on with what is there.

import assert from "node:assert/strict";
import { type Kysely, sql } from "kysely";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { createJournal } from "../../db/groups/journal.ts";
import { knownMigrations, migrate, migrateAs } from "../../db/migrate.ts";
import { databaseLock } from "../../db/postgres/lock_keys.ts";
import { createPostgres, createStore } from "../../db/open.ts";
import type { DB } from "../../db/schema.ts";
import type { GroupId, User, UserId } from "../../protocol/domain.ts";
import { formerUsernameKey, usernameKey } from "../../routes/auth/username_key.ts";
import { readPostgres } from "../../tools/doctor/database_facts.ts";
import { emptyPGlite } from "../support/store/kept_pglite.ts";
import { startPostgres } from "../support/store/postgres.ts";
import {
  after,
  anyone,
  formOne,
  groupOf,
  left,
  look,
  newId,
  noon,
  place,
  signUp,
  text,
  userOf,
} from "../support/store/store_cast.ts";

/** Brings an empty database to the schema before the migration `first`. */
async function migrateBefore(db: Kysely<DB>, first: string): Promise<void> {
  await migrateAs(db, knownMigrations().filter((name) => name < first));
}

async function insertUsers(db: Kysely<DB>, ...names: string[]): Promise<User[]> {
  const users = names.map((username) => ({ id: newId<"user">(), username }));
  for (const { id, username } of users) await insertUser(db, id, { username, key: username });
  return users;
}

/** By a row alone, as `insertGroup`. */
async function insertUser(
  db: Kysely<DB>,
  id: UserId,
  { username, key }: { readonly username: string; readonly key: string },
): Promise<void> {
  await sql`
    insert into users (id, username, username_key, password_hash, birth_date, sex, created_at)
    values (${id}, ${username}, ${key}, '$hash', '1996-01-01', 'female', ${noon})`.execute(db);
}

/** By rows alone, which every version has known. */
async function insertGroup(db: Kysely<DB>, users: readonly User[]): Promise<GroupId> {
  const group = newId<"group">();
  await sql`insert into groups (id, name, formed_at) values (${group}, 'three', ${noon})`
    .execute(db);
  for (const [position, { id }] of users.entries()) {
    await sql`insert into members values (${group}, ${id}, ${position}, ${noon}, 1, 0)`.execute(db);
  }
  return group;
}

Deno.test("[D90] after the migration usernames have the key of this folding, except one that would collide", async () => {
  await using db = await createEmbedded({ loadDataDir: await emptyPGlite() });
  await migrateBefore(db, "20261127220000");
  const store = createStore(db, createJournal(db));
  const names = ["Dıs", "straße", "STRAẞE", "Mıß", "MIẞ", "GROẞ", "Ελένης", "anna"];
  for (const username of names) {
    await insertUser(db, newId(), { username, key: formerUsernameKey(username) });
  }
  await migrate(db);
  const keys = await Promise.all(names.map(async (username) => {
    const found = [usernameKey(username), formerUsernameKey(username)].map((key) =>
      store.credentials(key)
    );
    return (await Promise.all(found)).map((account) => account?.user.username ?? null);
  }));
  assert.deepEqual(keys, [
    ["Dıs", null],
    ["straße", "straße"],
    ["straße", "STRAẞE"],
    ["Mıß", "MIẞ"],
    ["MIẞ", null],
    ["GROẞ", null],
    ["Ελένης", "Ελένης"],
    ["anna", "anna"],
  ]);
});

Deno.test("[D76] [D521] open tickets, groups and messages of a version without parties are there after the migration", async () => {
  await using db = await createEmbedded({ loadDataDir: await emptyPGlite() });
  await migrateBefore(db, "20261122160000");
  const store = createStore(db, createJournal(db));
  const users = await insertUsers(db, "anna", "bob", "chloé", "dora");
  const group = await insertGroup(db, users.slice(0, 3));
  for (const [position, { id }] of users.entries()) {
    const closed = position < 3 ? { at: noon, group } : { at: null, group: null };
    await sql`insert into tickets (id, user_id, sex, age, widen, since, closed_at, group_id)
      values (${newId()}, ${id}, 'any', 7, false, ${noon}, ${closed.at}, ${closed.group})`.execute(
      db,
    );
  }
  const [anna, bob, chloe, dora] = users;
  assert(anna && bob && chloe && dora);
  const known = text(anna.id, 9, "hello");
  await sql`insert into messages values
    (${group}, 9, 'text', ${known.id}, ${anna.id}, ${known.at}, '{"text":"hello","editedAt":null,"erased":false}')`
    .execute(db);
  await migrate(db);
  const again = [known, { ...known, seq: 10 }, { ...known, by: bob.id, seq: 10 }];
  assert.deepEqual(
    await Promise.all(again.map((message) => store.append({ group, message }))),
    [{ type: "repeated", message: known }, { type: "repeated", message: known }, {
      type: "stored",
    }],
  );
  const [waiting, ...more] = await store.openTickets(null);
  assert(waiting && more.length === 0);
  assert.deepEqual([userOf(waiting), waiting.seekers[0].criteria], [dora, { ...anyone, age: 7 }]);
  assert.equal(await store.leave({ group, message: left(chloe.id, 1) }), "stored");
  const seat = await look(store, group, anna);
  assert.deepEqual(seat.seekers.map(({ criteria }) => criteria.age), [7, 7]);
  const others = [await place(store, await signUp(store, "emil")), await place(store, chloe)];
  assert.equal(await formOne(store, groupOf([waiting, ...others])), true);
});

const postgres = await startPostgres({ fsync: false });
globalThis.addEventListener("unload", () => postgres.remove());
const empty: Readonly<Record<string, () => Promise<Kysely<DB>>>> = {
  PGlite: async () => await createEmbedded({ loadDataDir: await emptyPGlite() }),
  Postgres: async () => createPostgres(await postgres.schema("migration"), 0),
};

/** The names that hold a word, of whatever has one in the program's schema. */
async function namesWith(db: Kysely<DB>, word: string): Promise<unknown[]> {
  const { rows } = await sql<{ readonly name: string }>`
    with named as (
      select relname as name, relnamespace as schema from pg_class
      union all select conname, connamespace from pg_constraint
      union all select tgname, relnamespace from pg_trigger join pg_class on pg_class.oid = tgrelid
      union all select proname, pronamespace from pg_proc
      union all select prosrc, pronamespace from pg_proc
    )
    select name from named
    where schema = current_schema()::regnamespace and name like ${`%${word}%`}`.execute(db);
  return rows.map(({ name }) => name).sort();
}

for (const [kind, open] of Object.entries(empty)) {
  Deno.test(`[O10] accounts of a version without languages have en and fr, and one made since none before its profile: ${kind}`, async () => {
    await using db = await open();
    await migrateBefore(db, "20261208");
    const [anna] = await insertUsers(db, "anna");
    assert(anna);
    await migrate(db);
    const store = createStore(db, createJournal(db));
    const profile = { birthDate: "1996-01-01", sex: "female" };
    assert.deepEqual((await store.account(anna.id))?.profile, {
      ...profile,
      ...{ languages: ["en", "fr"], interests: [], about: null },
    });
    const bob = await signUp(store, "bob", null);
    const first = { birthDate: "1990-01-01", sex: null, firstLanguages: ["it"] };
    assert.equal(await store.setProfile(bob.id, first, noon), "stored");
    assert.deepEqual((await store.account(bob.id))?.profile?.languages, ["it"]);
  });

  Deno.test(`[D120] a report of a version without evidence is open after the migration, and has none: ${kind}`, async () => {
    await using db = await open();
    await migrateBefore(db, "20261202110000");
    const store = createStore(db, createJournal(db));
    const [anna, bob, chloe] = await insertUsers(db, "anna", "bob", "chloé");
    assert(anna && bob && chloe);
    const group = await insertGroup(db, [anna, bob, chloe]);
    await sql`insert into reports (id, group_id, by, about, reason, at)
      values (${newId()}, ${group}, ${anna.id}, ${bob.id}, 'rude', ${noon})`.execute(db);
    await migrate(db);
    const page = await store.reports("open", { after: null, limit: 9 });
    assert.deepEqual(
      page?.reports.map(({ by, about, seq, evidence }) => [by, about, seq, evidence]),
      [
        [anna, bob, null, []],
      ],
    );
    assert.deepEqual(await store.standing(bob.id, noon), {
      role: "user",
      suspension: null,
      notice: null,
    });
  });

  Deno.test(`[D94] rematch wishes are there after the migration of their table, and nothing has its former name: ${kind}`, async () => {
    await using db = await open();
    const migration = "20261129044500";
    await migrateBefore(db, migration);
    const store = createStore(db, createJournal(db));
    const [anna, bob, chloe] = await insertUsers(db, "anna", "bob", "chloé");
    assert(anna && bob && chloe);
    const group = await insertGroup(db, [anna, bob, chloe]);
    await sql`insert into agains values
      (${anna.id}, ${bob.id}, ${after(1)}), (${chloe.id}, ${anna.id}, ${after(2)})`.execute(db);
    assert.notDeepEqual(await namesWith(db, "agains"), []);
    await migrate(db);
    assert.deepEqual(await namesWith(db, "agains"), []);
    assert.deepEqual(await store.own(anna.id, "again", { after: null, limit: 9 }), [
      [bob.id, { ...bob, at: after(1) }],
    ]);
    const shown = (await store.group(anna.id, group))?.members ?? [];
    assert.deepEqual(shown.map(({ again }) => again), [undefined, "asked", undefined]);
    assert.deepEqual(await store.setRematchWish(anna.id, chloe.id, true, after(3)), {
      mutual: true,
      groups: [group],
    });
    const ofOneself = { user_id: anna.id, other_id: anna.id, at: noon };
    await assert.rejects(db.insertInto("rematch_wishes").values(ofOneself).execute(), {
      constraint: "rematch_wishes_other",
    });
  });
}

Deno.test("[Z142] of a Postgres the doctor reads whose it is, what it keeps, and which migrations it has had", async () => {
  const url = await postgres.schema("doctor");
  const fresh = await readPostgres(url);
  assert.deepEqual(
    [fresh.schema, fresh.mayCreate, fresh.foreignTable, fresh.encoding, fresh.migrations],
    ["trio_test_doctor", true, null, "UTF8", []],
  );
  await using db = createPostgres(url, 0);
  await migrate(db);
  const { migrations: applied, version, ...facts } = await readPostgres(url);
  assert.deepEqual(applied, knownMigrations());
  assert.ok(version >= 110_000 && facts.connections.used > 0);
  assert.ok(Math.abs(facts.now - Date.now()) < 3_600_000);
  assert.deepEqual([facts.isStandby, facts.isReadOnly, facts.isEncrypted], [false, false, false]);
  const { rows: [{ fsync } = {}] } = await sql<{ fsync: string }>`
    select current_setting('fsync') as fsync`.execute(db);
  assert.equal(facts.fsync, fsync);
  const { isOwned } = facts;
  const key = sql`(${databaseLock.id}, hashtext(current_schema()::text || ''))`;
  const owned = await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock_shared${key}`.execute(connection);
    const { isOwned } = await readPostgres(url);
    await sql`select pg_advisory_unlock_shared${key}`.execute(connection);
    return isOwned;
  });
  assert.deepEqual([isOwned, owned, (await readPostgres(url)).isOwned], [false, true, false]);
});
