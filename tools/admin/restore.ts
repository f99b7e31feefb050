// `deno task admin restore FILE`: makes the embedded database anew from a backup, in a data folder
// that has none. All is looked at before any of it has the name by which Trio finds it.

import { type OpenBackup, openBackup } from "../../db/backup/backup_file.ts";
import { fillDatabase, type RowCounts } from "../../db/backup/fill.ts";
import { closeDataFolder } from "../../db/disk/data_folder.ts";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { lockFolder } from "../../db/pglite/file_lock.ts";
import { databaseIn, refuseOtherAccount, sessionKeyIn } from "./locked_folder.ts";

export interface RestoreOptions {
  readonly dataDir: string;
  readonly path: string;
}

/** A sentence on what was done. Throws one when nothing was. */
export async function restore({ dataDir, path }: RestoreOptions): Promise<string> {
  await using backup = await open(path);
  await closeDataFolder(dataDir);
  await refuseOtherAccount(dataDir);
  const release = await lockFolder(dataDir);
  try {
    await refuseData(dataDir);
    const counts = await restoreInto(dataDir, backup, path);
    const { users = 0, groups = 0, messages = 0 } = counts;
    return `"${dataDir}" has ${users} users, ${groups} groups and ${messages} messages, ` +
      `as they were at ${backup.header.at}. What was deleted since is there again: see docs/backup.md`;
  } finally {
    await release();
  }
}

async function open(path: string): Promise<OpenBackup> {
  try {
    return await openBackup(async () => (await Deno.open(path, { read: true })).readable);
  } catch (error) {
    throw unrestored(path, error);
  }
}

async function refuseData(dataDir: string): Promise<void> {
  for (const path of [databaseIn(dataDir), sessionKeyIn(dataDir)]) {
    if (await Deno.lstat(path).then(() => true, () => false)) {
      throw new Error(
        `"${path}" is there, and nothing is written over it: move it away, ` +
          "or set DATA_DIR to another folder",
      );
    }
  }
}

async function restoreInto(
  dataDir: string,
  { header: { sessionKey }, source }: OpenBackup,
  path: string,
): Promise<RowCounts> {
  const folder = databaseIn(dataDir);
  const making = `${folder}.new`;
  await Deno.remove(making, { recursive: true }).catch(() => {});
  try {
    const counts = await make(making, source);
    if (sessionKey !== null) {
      await Deno.writeTextFile(sessionKeyIn(dataDir), sessionKey, { mode: 0o600, createNew: true });
    }
    await Deno.rename(making, folder);
    return counts;
  } catch (error) {
    await Deno.remove(making, { recursive: true }).catch(() => {});
    await Deno.remove(sessionKeyIn(dataDir)).catch(() => {});
    throw unrestored(path, error);
  }
}

async function make(folder: string, source: OpenBackup["source"]): Promise<RowCounts> {
  await Deno.mkdir(folder, { mode: 0o700 });
  await using db = await createEmbedded({ dataDir: folder });
  return await fillDatabase(db, source);
}

function unrestored(path: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`"${path}" cannot be restored, and nothing was changed: ${message}`, {
    cause: error,
  });
}
