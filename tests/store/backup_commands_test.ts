// The commands that make and restore a backup: what they refuse, and that they leave nothing half.

import assert from "node:assert/strict";
import { sql } from "kysely";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { lockFolder } from "../../db/pglite/file_lock.ts";
import { DiskWatch } from "../../db/disk/disk_watch.ts";
import { createCopies, removeCopies } from "../../db/pglite/folder_copies.ts";
import { backUp } from "../../tools/admin/backup.ts";
import { refuseExisting, writeFile } from "../../tools/admin/new_file.ts";
import { restore } from "../../tools/admin/restore.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { smallVolume } from "../support/faults/small_volume.ts";
import { runAdmin } from "../support/server/admin_command.ts";
import { emptyFolder, newDataDir } from "../support/store/kept_pglite.ts";

const { signal } = new AbortController();

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

function bytesOf(text: string) {
  return new Blob([text]).stream();
}

Deno.test("[Z114] a backup is a file of its owner, whole or not there, and none is written over unless that is said", async () => {
  await using place = await emptyFolder("trio-backups-");
  const path = `${place.path}/one.backup`;
  assert.equal(await writeFile({ path, force: false, signal }, bytesOf("one")), 3);
  assert.equal(await modeOf(path), 0o600);
  const again = /is there: name another file, or say --force/;
  await assert.rejects(refuseExisting({ path, force: false }), again);
  await assert.rejects(writeFile({ path, force: false, signal }, bytesOf("two")), again);
  await assert.rejects(
    refuseExisting({ path: place.path, force: true }),
    /is no file: name another/,
  );
  await assert.rejects(
    writeFile({ path: `${place.path}/none/two.backup`, force: false, signal }, bytesOf("two")),
    /could not be written, and nothing is left of it: No such file or directory/,
  );
  const torn = new ReadableStream({
    pull(controller) {
      controller.error(new Error("The database has stopped"));
    },
  });
  await assert.rejects(
    writeFile({ path, force: true, signal }, torn),
    /nothing is left of it: The database has stopped/,
  );
  const told = AbortSignal.abort(new Error("it was told to end"));
  await assert.rejects(
    writeFile({ path, force: true, signal: told }, bytesOf("two")),
    /nothing is left of it: it was told to end/,
  );
  assert.deepEqual(await namesIn(place.path), ["one.backup"]);
  assert.equal(await Deno.readTextFile(path), "one");
  await writeFile({ path, force: true, signal }, bytesOf("two"));
  assert.equal(await Deno.readTextFile(path), "two");
  assert.equal(await modeOf(path), 0o600);
  assert.deepEqual(await namesIn(place.path), ["one.backup"]);
});

Deno.test("[Z119] a backup is written into a new file: not through a link, nor into a file that another has put there", async () => {
  await using place = await emptyFolder("trio-backups-");
  const [path, others] = [`${place.path}/one.backup`, `${place.path}/others`];
  await Deno.writeTextFile(others, "theirs");
  await Deno.symlink(others, `${path}.partial`);
  const looking = bytesOf("two").pipeThrough(
    new TransformStream({
      async transform(chunk, controller) {
        const names = await namesIn(place.path);
        const fresh = names.filter((name) =>
          !/^(one\.backup|one\.backup\.partial|others)$/.test(name)
        );
        assert.equal(fresh.length, 1);
        assert.equal(await modeOf(`${place.path}/${fresh[0]}`), 0o600);
        controller.enqueue(chunk);
      },
    }),
  );
  await writeFile({ path, force: false, signal }, looking);
  assert.equal(await Deno.readTextFile(path), "two");
  assert((await Deno.lstat(path)).isFile);
  assert.equal(await Deno.readTextFile(others), "theirs");
  assert.deepEqual(await namesIn(place.path), ["one.backup", "one.backup.partial", "others"]);

  const swapping = bytesOf("three").pipeThrough(
    new TransformStream({
      async flush() {
        const [fresh] = (await namesIn(place.path)).filter((name) => /-.*\.partial$/.test(name));
        await Deno.rename(others, `${place.path}/${fresh}`);
      },
    }),
  );
  await assert.rejects(writeFile({ path, force: true, signal }, swapping), /another file in its/);
  assert.equal(await Deno.readTextFile(path), "two");
});

Deno.test("[Z114] on a full disk a backup says so, and leaves nothing", async () => {
  await using volume = await smallVolume(1);
  await volume.fill(0);
  await assert.rejects(
    writeFile(
      { path: `${volume.path}/one.backup`, force: false, signal },
      bytesOf("x".repeat(10_000)),
    ),
    /could not be written, and nothing is left of it: No space left on device/,
  );
  await volume.clear();
  assert.deepEqual(await namesIn(volume.path), []);
});

Deno.test("[Z105] where there is no embedded database, a backup says so, or how Postgres is backed up", async () => {
  await using empty = await emptyFolder("trio-command-");
  await assert.rejects(backUpTo(empty.path, `${empty.path}/one`), /There is no database in/);
  await assert.rejects(
    backUpTo(empty.path, `${empty.path}/one`, "postgres://trio:secret@db/trio"),
    /pg_dump --format=custom --file=FILE 'postgres:\/\/trio@db\/trio'$/,
  );
  assert.deepEqual(await namesIn(empty.path), []);
});

function backUpTo(dataDir: string, path: string, databaseUrl = "") {
  return backUp({ dataDir, databaseUrl, target: { path, force: false, signal } });
}

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
    assert.equal((await modeOf(`${dataDir}${name}`)) & 0o077, 0, name);
  }
  await using db = await createEmbedded({ dataDir: `${dataDir}/pg` });
  assert.equal((await sql`select from kysely_migration`.execute(db)).rows.length > 20, true);
});

Deno.test("[Z117] a copy that would leave less of the disk than its margin is refused before it begins", async () => {
  await using folder = await emptyFolder("trio-copy-");
  await Deno.mkdir(`${folder.path}/pg`);
  await Deno.writeFile(`${folder.path}/pg/1`, new Uint8Array(2 ** 20));
  let isAsked = false;
  const copiesWith = (freeMegabytes: number | null) =>
    createCopies({
      ...{ dataDir: folder.path, folder: `${folder.path}/pg`, newId: () => "1" },
      copyTo: () => Promise.resolve(void (isAsked = true)),
      disk: new DiskWatch({
        freeSpace: () => Promise.resolve(freeMegabytes && freeMegabytes * 2 ** 20),
        marginBytes: 100 * 2 ** 20,
        clock: new FakeClock(),
        report() {},
      }),
    });
  const needed = 1 + 64 + 100;
  await assert.rejects(copiesWith(needed - 1).make(signal), /first needs 65 MB .*: make room/);
  assert(!isAsked);
  assert.equal((await copiesWith(needed).make(signal)).name, "copy-1");
  assert(isAsked);
  await copiesWith(null).make(signal);
});

Deno.test("[Z121] what a command says of a job controls no terminal", async () => {
  await using empty = await emptyFolder("trio-command-");
  const { code, wrong } = await runAdmin(empty.path, "restore", "\u001b[2Jone.backup");
  assert.equal(code, 1);
  assert.match(wrong, /^"\\u001b\[2Jone\.backup" cannot be restored/);
});

Deno.test("[Z116] a start removes the copies that a process has left, and no folder of the operator's", async () => {
  await using folder = await emptyFolder("trio-copies-");
  const copies = ["019ae5c1-6f0b-7cc3-98c4-dc0c0c07398f", crypto.randomUUID()];
  const own = ["before-upgrade", "2026", `${copies[0]}.old`, `of-${copies[1]}`];
  for (const name of [...copies, ...own]) {
    await Deno.mkdir(`${folder.path}/copy-${name}/pg`, { recursive: true });
  }
  const file = crypto.randomUUID();
  await Deno.writeTextFile(`${folder.path}/copy-${file}`, "");
  await removeCopies(folder.path);
  assert.deepEqual(await namesIn(folder.path), [...own, file].map((name) => `copy-${name}`).sort());
});
