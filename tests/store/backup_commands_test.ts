// The commands that make and restore a backup: what they refuse, and that they leave nothing half.

import assert from "node:assert/strict";
import { sql } from "kysely";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { lockFolder } from "../../db/pglite/file_lock.ts";
import { backUp } from "../../tools/admin/backup.ts";
import { restore } from "../../tools/admin/restore.ts";
import { smallVolume } from "../support/faults/small_volume.ts";
import { emptyFolder, newDataDir } from "../support/store/kept_pglite.ts";

function backUpTo(dataDir: string, path: string, { force = false, databaseUrl = "" } = {}) {
  return backUp({ dataDir, databaseUrl, target: { path, force } });
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

Deno.test("[Z114] a backup is a file of its owner, whole or not there, and none is written over unless that is said", async () => {
  await using folder = await newDataDir("trio-command-");
  await using place = await emptyFolder("trio-backups-");
  const [dataDir, file] = [folder.path, `${place.path}/one.backup`];
  assert.match(await backUpTo(dataDir, file), /has 0 users, 0 groups and 0 messages/);
  assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  const first = await Deno.readFile(file);
  await assert.rejects(backUpTo(dataDir, file), /is there: name another file, or say --force/);
  await assert.rejects(backUpTo(dataDir, place.path, { force: true }), /is no file: name another/);
  await assert.rejects(
    backUpTo(dataDir, `${place.path}/none/two.backup`),
    /could not be written, and nothing is left of it: No such file or directory/,
  );
  assert.deepEqual(await Deno.readFile(file), first);
  // What a process that was killed has left is no obstacle, one that is at work is.
  const partial = `${file}.partial`;
  await Deno.writeTextFile(partial, "x".repeat(100_000), { mode: 0o644 });
  await backUpTo(dataDir, file, { force: true });
  assert.notDeepEqual(await Deno.readFile(file), first);
  assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual(await namesIn(place.path), ["one.backup"]);
  {
    using other = await Deno.open(partial, { write: true, create: true });
    await other.lock(true);
    await assert.rejects(backUpTo(dataDir, file, { force: true }), /another backup is being/);
  }
  assert.deepEqual(await namesIn(dataDir), ["lock", "pg"]);
  await using empty = await emptyFolder("trio-command-");
  await assert.rejects(backUpTo(empty.path, `${file}2`), /There is no database in/);
  await assert.rejects(
    backUpTo(empty.path, `${file}2`, { databaseUrl: "postgres://trio:secret@db/trio" }),
    /pg_dump --format=custom --file=FILE 'postgres:\/\/trio@db\/trio'$/,
  );
});

Deno.test("[Z114] on a full disk a backup says so, and leaves nothing", async () => {
  await using folder = await newDataDir("trio-command-");
  await using volume = await smallVolume(1);
  await volume.fill(0);
  await assert.rejects(
    backUpTo(folder.path, `${volume.path}/one.backup`),
    /could not be written, and nothing is left of it: No space left on device/,
  );
  await volume.clear();
  assert.deepEqual(await namesIn(volume.path), []);
});

Deno.test("[Z115] a backup is restored into a data folder without data, whose Trio does not run, and nothing is left of one that fails", async () => {
  await using folder = await newDataDir("trio-command-");
  await using place = await emptyFolder("trio-backups-");
  const path = `${place.path}/one.backup`;
  await Deno.writeTextFile(`${folder.path}/session.key`, "k".repeat(44));
  await backUpTo(folder.path, path);
  const cut = `${place.path}/cut.backup`;
  await Deno.writeFile(cut, (await Deno.readFile(path)).slice(0, -9));

  const dataDir = `${place.path}/data`;
  await assert.rejects(restore({ dataDir, path: cut }), /nothing was changed: It is damaged/);
  await assert.rejects(restore({ dataDir, path: `${path}2` }), /nothing was changed: No such file/);
  await assert.rejects(Deno.stat(dataDir), Deno.errors.NotFound);
  await Deno.mkdir(dataDir);
  const release = await lockFolder(dataDir);
  await assert.rejects(restore({ dataDir, path }), /is in use by process/);
  await release();
  for (const name of ["pg", "session.key"]) {
    await Deno.writeTextFile(`${dataDir}/${name}`, "");
    await assert.rejects(restore({ dataDir, path }), /is there, and nothing is written over it/);
    await Deno.remove(`${dataDir}/${name}`);
  }
  // Of a restore that was killed.
  await Deno.mkdir(`${dataDir}/pg.new`);
  await restore({ dataDir, path });
  assert.deepEqual(await namesIn(dataDir), ["lock", "pg", "session.key"]);
  assert.equal(await Deno.readTextFile(`${dataDir}/session.key`), "k".repeat(44));
  for (const name of ["", "/pg", "/session.key"]) {
    assert.equal(((await Deno.stat(`${dataDir}${name}`)).mode ?? 0) & 0o077, 0, name);
  }
  await using db = await createEmbedded({ dataDir: `${dataDir}/pg` });
  assert.equal((await sql`select from kysely_migration`.execute(db)).rows.length > 20, true);
});
