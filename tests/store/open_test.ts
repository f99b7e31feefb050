// Opening the database: one process at a time, the program's schema and no newer one, and what a
// crash leaves.

import assert from "node:assert/strict";
import { systemClock } from "../../protocol/clock.ts";
import { type Database, openDatabase } from "../../db/open.ts";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../db/schema.ts";
import { newDataDir } from "../support/store/kept_pglite.ts";
import {
  anyone,
  formTrio,
  newId,
  noon,
  place,
  say,
  signUp,
  text,
  thirty,
} from "../support/store/store_cast.ts";

function open(dataDir: string, signal = new AbortController().signal): Promise<Database> {
  return openDatabase({
    dataDir,
    databaseUrl: null,
    node: null,
    newId,
    signal,
    clock: systemClock,
    onLost: assert.fail,
  });
}

/** Another process that owns the folder until it is killed. */
async function startHolder(dataDir: string) {
  const path = new URL("../support/store/hold_database.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-read",
      `--allow-write=${dataDir}`,
      "--allow-env",
      "--allow-sys=hostname",
      path,
      dataDir,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await lines.read();
  assert.equal(value?.trim(), "open", "The other process did not open the folder");
  return {
    pid: child.pid,
    async kill() {
      child.kill("SIGKILL");
      await child.status;
      await lines.cancel();
    },
  };
}

async function tables(db: Kysely<DB>): Promise<unknown> {
  const { rows } =
    await sql`select table_name from information_schema.tables where table_schema = 'public'
    order by table_name`.execute(db);
  return rows;
}

Deno.test("[D29] one process at a time in a data folder, and a dead one leaves it free", async (t) => {
  await using folder = await newDataDir("trio_data_");
  const dataDir = folder.path;
  const holder = await startHolder(dataDir);
  await t.step(
    "[D29] a second process is refused by a sentence that names the holder",
    async () => {
      await assert.rejects(open(dataDir), ({ message }: Error) => {
        assert(
          message.includes(
            `"${dataDir}" is in use by process ${holder.pid} on "${Deno.hostname()}"`,
          ),
          message,
        );
        assert.match(message, /since \d{4}-\d\d-\d\dT[\d:.]+Z: stop that process, or set DATA_DIR/);
        return true;
      });
    },
  );
  await holder.kill();
  await t.step(
    "[D30] [D29] the lock of a killed process is taken over, and what it stored is there",
    async () => {
      const database = await open(dataDir);
      assert.equal(
        (await database.store.credentials("anna"))?.profile?.birthDate,
        thirty.birthDate,
      );
      await assert.rejects(open(dataDir), new RegExp(`process ${Deno.pid} on`));
      await database.close();
      await database.close();
    },
  );
  await t.step("[D32] opening can be given up, and leaves the folder free", async () => {
    await assert.rejects(open(dataDir, AbortSignal.abort()), { name: "AbortError" });
  });
  await t.step(
    "[D30] a restart keeps accounts, sessions, tickets, groups and logs",
    () => keepsAll(dataDir),
  );
  await t.step(
    "[D31] a schema newer than the program is refused, and nothing changes",
    () => refusesNewer(dataDir),
  );
});

async function keepsAll(dataDir: string): Promise<void> {
  const before = await open(dataDir);
  assert.equal(before.durability, "survives a crash of the process");
  const anna = await before.store.credentials("anna") ?? assert.fail("The user is gone");
  await before.store.withdrawTicket(anna.user.id, noon);
  const bob = await signUp(before.store, "bob 2");
  const { group, chloe } = await formTrio({
    ...before.store,
    createUser: renaming(before.store.createUser),
  });
  await say(before.store, group, text(chloe.id, 2));
  const ticket = await place(before.store, bob, { ...anyone, age: 3 });
  const session = {
    id: newId<"session">(),
    user: bob.id,
    createdAt: noon,
    expiresAt: "2026-07-01T00:00:00.000Z",
  };
  await before.store.openSession(session);
  const kept = await before.store.groups(chloe.id);
  await before.close();
  const again = await open(dataDir);
  assert.deepEqual(await again.store.groups(chloe.id), kept);
  assert.deepEqual(await again.store.openTicket(bob.id, null), ticket);
  assert.deepEqual((await again.store.session(session.id, noon))?.user, bob);
  assert.equal(await again.store.ready(), true);
  await again.close();
}

/** Anna is there already. */
function renaming(create: Database["store"]["createUser"]): Database["store"]["createUser"] {
  return (user) => create({ ...user, usernameKey: `${user.usernameKey} again` });
}

async function refusesNewer(dataDir: string): Promise<void> {
  const newer = "99990101000000_from_the_future";
  const at = { dataDir: `${dataDir}/pg` };
  const db = await createEmbedded(at);
  const before = await tables(db);
  await sql`insert into kysely_migration (name, timestamp) values (${newer}, '')`.execute(db);
  await db.destroy();
  await assert.rejects(
    open(dataDir),
    new RegExp(`newer schema than this program knows.*"${newer}"`),
  );
  await using after = await createEmbedded(at);
  assert.deepEqual(await tables(after), before);
}
