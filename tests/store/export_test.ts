// From the embedded database into a Postgres: all of it, and nothing over what is there.

import assert from "node:assert/strict";
import { sql } from "kysely";
import { digestOf } from "../../db/backup/rows.ts";
import { readLayout } from "../../db/backup/layout.ts";
import { createPostgres, openDatabase } from "../../db/open.ts";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { systemClock } from "../../protocol/clock.ts";
import type { GroupId } from "../../protocol/domain.ts";
import { exportToPostgres } from "../../tools/admin/export_to_postgres.ts";
import { newDataDir } from "../support/store/kept_pglite.ts";
import { fillEachTable } from "../support/store/one_of_each.ts";
import { startPostgres } from "../support/store/postgres.ts";
import { formTrio, newId, say, text } from "../support/store/store_cast.ts";

const postgres = await startPostgres({ fsync: false });
globalThis.addEventListener("unload", () => postgres.remove());

function open(place: { readonly dataDir: string; readonly databaseUrl: string | null }) {
  const { signal } = new AbortController();
  const options = { ...place, node: null, newId, signal, clock: systemClock };
  return openDatabase({ ...options, onLost: assert.fail });
}

async function contents(db: Parameters<typeof readLayout>[0]) {
  const { tables, sequences } = await readLayout(db);
  const digests = [];
  for (const table of tables) digests.push([table.name, await digestOf(db, table)]);
  return { digests, sequences };
}

Deno.test("[Z108] the embedded database goes into an empty Postgres, each row and number of it, and nothing goes over what is there", async () => {
  await using folder = await newDataDir("trio-export-");
  const dataDir = folder.path;
  const from = await createEmbedded({ dataDir: `${dataDir}/pg` });
  await fillEachTable(from);
  await sql`set timezone = 'UTC'`.execute(from);
  const expected = await contents(from);
  await from.destroy();
  const url = await postgres.schema("export");
  await using db = createPostgres(url, 0);
  await sql`create table theirs (id int)`.execute(db);
  await assert.rejects(exportToPostgres({ dataDir, url }), /not empty: it has "theirs"/);
  await sql`drop table theirs`.execute(db);
  assert.match(
    await exportToPostgres({ dataDir, url }),
    /has 2 users, 2 groups and 2 messages, and each table was compared/,
  );
  assert.deepEqual(await contents(db), expected);
  await assert.rejects(exportToPostgres({ dataDir, url }), /not empty: "\w+" has rows/);
  assert.deepEqual(await contents(db), expected);
});

Deno.test("[Z109] after the export clients go on without a gap; neither database may have a Trio meanwhile", async () => {
  await using folder = await newDataDir("trio-export-");
  const dataDir = folder.path;
  const url = await postgres.schema("export_history");
  const embedded = await open({ dataDir, databaseUrl: null });
  const { anna, group } = await formTrio(embedded.store);
  const held = (seq: number) => ({ [group]: seq }) as Record<GroupId, number>;
  await say(embedded.store, group, text(anna.id, 2, "Kept"));
  await assert.rejects(exportToPostgres({ dataDir, url }), /is in use by process/);
  await embedded.close();
  const other = await open({ dataDir, databaseUrl: url });
  await assert.rejects(exportToPostgres({ dataDir, url }), /The Postgres database is in use by/);
  await other.close();
  // That start has left a row, which a Trio may know its clients by.
  await assert.rejects(exportToPostgres({ dataDir, url }), /not empty/);
  const empty = await postgres.schema("export_history");
  await exportToPostgres({ dataDir, url: empty });
  const after = await open({ dataDir, databaseUrl: empty });
  assert.deepEqual(await after.store.divergedGroups(embedded.history, held(2)), []);
  await say(after.store, group, text(anna.id, 3, "And on"));
  assert.deepEqual(await after.store.divergedGroups(embedded.history, held(3)), [group]);
  assert.deepEqual(await after.store.divergedGroups(after.history, held(3)), []);
  await after.close();
});
