// The write-ahead log of the embedded database, which no other process looks after.

import assert from "node:assert/strict";
import { limitLog } from "../../db/pglite/checkpoints.ts";
import { type Instance, openInstance } from "../../db/pglite/instance.ts";
import { openReopening } from "../../db/pglite/reopening.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { emptyPGlite, newDataDir } from "../support/store/kept_pglite.ts";

const mebibyte = 2 ** 20;
const rowBytes = 2 ** 16;

/** Bytes of the log since the last checkpoint, and those that its files take. */
async function sizes(pglite: Instance): Promise<{ since: number; files: number }> {
  const { rows: [row] } = await pglite.query<{ since: number; files: number }>(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as since,
       (select sum(size) from pg_ls_waldir())::float8 as files from pg_control_checkpoint()`,
  );
  return row ?? assert.fail();
}

/** Writes rows that do not compress. */
async function write(pglite: Instance, mebibytes: number): Promise<void> {
  const noise = () => crypto.getRandomValues(new Uint8Array(rowBytes * 3 / 4)).toBase64();
  for (let row = 0; row < mebibytes * mebibyte / rowBytes; row++) {
    await pglite.query("insert into kept select $1", [noise()]);
  }
}

Deno.test("[P36] a checkpoint is made when the log has grown past its limit, and its files stay few", async () => {
  const pglite = await openInstance({ loadDataDir: await emptyPGlite() });
  await pglite.query("create table kept (noise text)");
  await write(pglite, 20);
  await limitLog(pglite);
  assert.ok((await sizes(pglite)).since > 20 * mebibyte, "There was no need yet");
  for (let round = 0; round < 3; round++) {
    await write(pglite, 34);
    await limitLog(pglite);
    assert.ok((await sizes(pglite)).since < mebibyte);
  }
  // Those that are kept for later use, and the one that is written.
  assert.ok((await sizes(pglite)).files <= 96 * mebibyte);
  await pglite.close();
});

Deno.test("[Z118] while the folder is copied no checkpoint takes away what the copy needs of the log", async () => {
  await using folder = await newDataDir("trio-copy-");
  const clock = new FakeClock();
  const own = { folder: `${folder.path}/pg`, mayOpen: () => true, report() {} };
  const embedded = await openReopening({ ...own, clock });
  const redo = async () => {
    const { rows } = await embedded.query("select redo_lsn::text from pg_control_checkpoint()");
    return JSON.stringify(rows);
  };
  let isCopied = false;
  const to = `${folder.path}/copy`;
  const { signal } = new AbortController();
  const logMuch = () =>
    embedded.query(
      "select pg_logical_emit_message(false, 'log', repeat('x', 1000000)) from generate_series(1, 40)",
    );
  const copying = embedded.copyTo(to, signal).then(() => isCopied = true);
  await assert.rejects(embedded.copyTo(`${to}2`, signal), /Another copy/);
  await logMuch();
  const before = await redo();
  clock.advance(1_000);
  assert.equal(await redo(), before);
  assert(!isCopied, "The copy was over too soon to show anything");
  await copying;
  assert.equal(await redo(), before);
  const copy = await openInstance({ dataDir: to });
  assert.equal((await copy.query("select from kysely_migration")).rows.length > 20, true);
  await copy.close();
  // Afterwards the next look makes up for it.
  while (await redo() === before) clock.advance(1_000);
  // A checkpoint that was about to be made is made before a copy begins.
  await logMuch();
  clock.advance(1_000);
  await embedded.copyTo(`${to}2`, signal);
  const label = await Deno.readTextFile(`${to}2/backup_label`);
  const [, start] = /^START WAL LOCATION: (\S+)/.exec(label) ?? [];
  assert.equal(await redo(), JSON.stringify([{ redo_lsn: start }]));
  await embedded.close();
});
