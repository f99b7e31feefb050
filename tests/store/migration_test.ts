// A database that an earlier version has filled: the program goes on with what is there.

import assert from "node:assert/strict";
import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { createJournal } from "../../db/groups/journal.ts";
import { migrate } from "../../db/migrate.ts";
import { migrations } from "../../db/migrations/index.ts";
import { createStore } from "../../db/open.ts";
import { formerUsernameKey, usernameKey } from "../../routes/http/schemas.ts";
import { emptyPGlite } from "../support/store/kept_pglite.ts";
import {
  anyone,
  formOne,
  groupOf,
  left,
  look,
  newId,
  noon,
  place,
  signUp,
  someone,
  userOf,
} from "../support/store/store_cast.ts";

/** Brings a database to the schema of a former version. */
async function migrateBefore<DB>(db: Kysely<DB>, first: string): Promise<void> {
  const former = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < first));
  const provider = { getMigrations: () => Promise.resolve(former) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  assert.equal(error, undefined);
}

Deno.test("[D90] after the migration names have the key of this folding, save one that would meet another", async () => {
  await using db = await createEmbedded({ loadDataDir: await emptyPGlite() });
  await migrateBefore(db, "20261127220000");
  const store = createStore(db, createJournal(db));
  const names = ["Dıs", "straße", "STRAẞE", "Mıß", "MIẞ", "GROẞ", "Ελένης", "anna"];
  for (const username of names) {
    assert.equal(
      await store.createUser({ ...someone(username), usernameKey: formerUsernameKey(username) }),
      true,
    );
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

Deno.test("[D76] open tickets and groups of a version without parties are there after the migration", async () => {
  await using db = await createEmbedded({ loadDataDir: await emptyPGlite() });
  await migrateBefore(db, "20261122160000");
  const store = createStore(db, createJournal(db));
  const users = await Promise.all(
    ["anna", "bob", "chloé", "dora"].map((name) => signUp(store, name)),
  );
  const group = newId<"group">();
  await sql`insert into groups (id, name, formed_at) values (${group}, 'three', ${noon})`.execute(
    db,
  );
  for (const [position, { id }] of users.entries()) {
    const closed = position < 3 ? { at: noon, group } : { at: null, group: null };
    await sql`insert into tickets (id, user_id, sex, age, widen, since, closed_at, group_id)
      values (${newId()}, ${id}, 'any', 7, false, ${noon}, ${closed.at}, ${closed.group})`.execute(
      db,
    );
    if (position < 3) {
      await sql`insert into members values (${group}, ${id}, ${position}, ${noon}, 1, 0)`.execute(
        db,
      );
    }
  }
  await migrate(db);
  const [anna, bob, chloe, dora] = users;
  assert(anna && bob && chloe && dora);
  const [waiting, ...more] = await store.openTickets(null);
  assert(waiting && more.length === 0);
  assert.deepEqual([userOf(waiting), waiting.seekers[0].criteria], [dora, { ...anyone, age: 7 }]);
  assert.equal(await store.leave({ group, message: left(chloe.id, 1) }), "stored");
  const seat = await look(store, group, anna);
  assert.deepEqual(seat.seekers.map(({ criteria }) => criteria.age), [7, 7]);
  const others = [await place(store, await signUp(store, "emil")), await place(store, chloe)];
  assert.equal(await formOne(store, groupOf([waiting, ...others])), true);
});
