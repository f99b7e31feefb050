// Rewrites the embedded database's folder in the program's format: it is read by the PGlite that
// wrote it, and another one is filled by the program's. Each step leaves a whole one.

import { fillDatabase, type RowCounts, sourceOf } from "../../db/backup/fill.ts";
import { createEmbedded, kyselyOver, type WrappedPGlite } from "../../db/pglite/pglite.ts";
import { formatOf, postgresMajor } from "../../db/pglite/data_format.ts";
import { lockFolder } from "../../db/pglite/file_lock.ts";
import { databaseIn, refuseOtherAccount } from "./locked_folder.ts";

/** Opens a folder by the PGlite of an earlier major version of Postgres. */
export type OpenFormer = (folder: string, major: number) => Promise<WrappedPGlite>;

/** A sentence on what was done. Throws one when the folder is as it was. */
export async function rewriteDatabaseIn(dataDir: string, open: OpenFormer): Promise<string> {
  await refuseOtherAccount(dataDir);
  const release = await lockFolder(dataDir);
  try {
    const folder = databaseIn(dataDir);
    const former = await formatOf(folder);
    if (former === null) return await finish(folder);
    if (former === postgresMajor) return "The database has this program's format already";
    const { users = 0, messages = 0 } = await rewrite(folder, { former, open });
    await Deno.rename(folder, keptAs(folder, former));
    await Deno.rename(upgraded(folder), folder);
    return `The database has the format of Postgres ${postgresMajor}, with ${users} users and ` +
      `${messages} messages, and each table was compared with its own. Once Trio works remove ` +
      `"${keptAs(folder, former)}", which is the former one`;
  } finally {
    await release();
  }
}

/** Whole as soon as it is there. */
function upgraded(folder: string): string {
  return `${folder}.upgraded`;
}

function keptAs(folder: string, major: number): string {
  return `${folder}.postgres${major}`;
}

/** Of an upgrade that was cut off between its last two steps. */
async function finish(folder: string): Promise<string> {
  if (await formatOf(upgraded(folder)) === null) {
    throw new Error(`There is no database in "${folder}"`);
  }
  await Deno.rename(upgraded(folder), folder);
  return `The database has the format of Postgres ${postgresMajor}`;
}

interface Rewriting {
  /** The format of the folder. */
  readonly former: number;
  readonly open: OpenFormer;
}

async function rewrite(folder: string, { former, open }: Rewriting): Promise<RowCounts> {
  const making = `${folder}.upgrading`;
  for (const rest of [making, upgraded(folder)]) {
    await Deno.remove(rest, { recursive: true }).catch(() => {});
  }
  try {
    await Deno.mkdir(making, { mode: 0o700 });
    const source = await open(folder, former);
    const counts = await copyRows(source, making);
    await Deno.rename(making, upgraded(folder));
    return counts;
  } catch (error) {
    await Deno.remove(making, { recursive: true }).catch(() => {});
    throw error;
  }
}

async function copyRows(source: WrappedPGlite, to: string): Promise<RowCounts> {
  await using former = await kyselyOver(source);
  await using db = await createEmbedded({ dataDir: to });
  return await fillDatabase(db, await sourceOf(former));
}
