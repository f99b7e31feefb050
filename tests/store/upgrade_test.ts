// The format of the embedded database's files: another one is refused in a sentence, and a former
// one brought to the program's by its command.

import assert from "node:assert/strict";
import { sql } from "kysely";
import config from "../../deno.upgrade.json" with { type: "json" };
import { migrate } from "../../db/migrate.ts";
import { openFormer } from "../../tools/admin/former_pglite.ts";
import { fillEachTable } from "../support/store/one_of_each.ts";
import { digestOf } from "../../db/backup/rows.ts";
import { readLayout } from "../../db/backup/layout.ts";
import { formatOf, postgresMajor, refuseFormat } from "../../db/pglite/data_format.ts";
import { createEmbedded, kyselyOver } from "../../db/pglite/pglite.ts";
import { openDatabase } from "../../db/open.ts";
import { systemClock } from "../../protocol/clock.ts";
import { rewriteDatabaseIn } from "../../tools/admin/rewriting.ts";
import { upgrade } from "../../tools/admin/format_upgrade.ts";
import { copyFolder, kept } from "../support/store/kept.ts";
import { emptyFolder, emptyPGlite, newDataDir, schemaKey } from "../support/store/kept_pglite.ts";
import { runAdmin } from "../support/server/admin_command.ts";
import { newId } from "../support/store/store_cast.ts";

/** A folder of Postgres 17 with two rows in each table, made by the PGlite of that time. */
async function formerFolder(): Promise<string> {
  const version = config.imports.pglite_17.replaceAll(/[^\w.]+/g, "_");
  return await kept(`${version}_${await schemaKey()}_each`, async (path) => {
    await using db = await kyselyOver(await openFormer(path, 17));
    await migrate(db);
    await fillEachTable(db);
  });
}

Deno.test("[Z110] the format that the program knows is that of its PGlite", async () => {
  await using db = await createEmbedded({ loadDataDir: await emptyPGlite() });
  const { rows } = await sql<{ readonly version: string }>`
    select current_setting('server_version_num') as version`.execute(db);
  assert.equal(Math.floor(Number(rows[0]?.version) / 10_000), postgresMajor);
});

Deno.test("[Z111] a folder of another format ends the start with a sentence on what to do, and is left as it is", async () => {
  await using folder = await newDataDir("trio-format-");
  const pg = `${folder.path}/pg`;
  const file = `${pg}/PG_VERSION`;
  await Deno.writeTextFile(file, "17\n");
  const { signal } = new AbortController();
  const options = { dataDir: folder.path, databaseUrl: null, node: null, newId, signal };
  await assert.rejects(
    openDatabase({ ...options, clock: systemClock, onLost: assert.fail }),
    /has the format of Postgres 17, .* run "deno task admin upgrade"/,
  );
  const refusals: readonly (readonly [string, RegExp])[] = [
    ["19\n", /format of Postgres 19, .*: start the newer version of Trio/],
    ["", /does not say its format: restore a backup/],
  ];
  for (const [text, sentence] of refusals) {
    await Deno.writeTextFile(file, text);
    await assert.rejects(refuseFormat(pg), sentence);
  }
  await Deno.rename(pg, `${pg}.upgraded`);
  await assert.rejects(refuseFormat(pg), /was cut off: run "deno task admin upgrade" again/);
  await Deno.remove(`${pg}.upgraded`, { recursive: true });
  await refuseFormat(pg);
});

Deno.test("[Z112] the upgrade brings a folder of Postgres 17 to the program's format, each row and number of it, and keeps the former one", async () => {
  await using folder = await emptyFolder("trio-upgrade-");
  const dataDir = folder.path;
  await copyFolder(await formerFolder(), `${dataDir}/pg`);
  const done = await runAdmin(dataDir, "upgrade");
  assert.equal(done.code, 0, done.wrong);
  assert.match(done.out, /format of Postgres 18, with 2 users and 2 messages/);
  assert.equal(await formatOf(`${dataDir}/pg`), postgresMajor);
  assert.equal(await formatOf(`${dataDir}/pg.postgres17`), 17);
  {
    await using db = await createEmbedded({ dataDir: `${dataDir}/pg` });
    const { tables, sequences } = await readLayout(db);
    for (const table of tables) {
      const { rows } = await digestOf(db, table);
      assert.equal(rows, table.name === "push_key" ? 1 : 2, table.name);
    }
    for (const { name, last } of sequences) assert.equal(last, "9007199254740997", name);
  }
});

Deno.test("[Z113] an upgrade that was cut off is brought to its end, and one that is not needed, or cannot be, is told so", async () => {
  await using folder = await newDataDir("trio-upgrade-");
  const [dataDir, pg] = [folder.path, `${folder.path}/pg`];
  const notAgain = () => assert.fail("The former folder is not needed");
  await Deno.rename(pg, `${pg}.upgraded`);
  assert.match(await rewriteDatabaseIn(dataDir, notAgain), /has the format of Postgres 18/);
  assert.equal(await formatOf(pg), postgresMajor);
  assert.match(await rewriteDatabaseIn(dataDir, notAgain), /has this program's format already/);
  await Deno.writeTextFile(`${pg}/PG_VERSION`, "17\n");
  const fails = () => Promise.reject(new Error("No such program"));
  await assert.rejects(rewriteDatabaseIn(dataDir, fails), /No such program/);
  assert.equal(await formatOf(pg), 17);
  await Deno.writeTextFile(`${pg}/PG_VERSION`, "12\n");
  await assert.rejects(
    upgrade(dataDir),
    /Postgres 12, which this version of Trio cannot read: make a backup/,
  );
  const names = await Array.fromAsync(Deno.readDir(dataDir), ({ name }) => name);
  assert.deepEqual(names.sort(), ["lock", "pg"]);
});
