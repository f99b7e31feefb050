// The data folder under a command that opens the database itself: Trio must not run meanwhile.

import { createEmbedded } from "../../db/pglite/pglite.ts";
import { formatOf, refuseFormat } from "../../db/pglite/data_format.ts";
import { lockFolder, type Release } from "../../db/pglite/file_lock.ts";

/** The database's folder in the data folder. */
export function databaseIn(dataDir: string): string {
  return `${dataDir}/pg`;
}

/** The key that signs sessions; see routes/auth/session_key.ts. */
export function sessionKeyIn(dataDir: string): string {
  return `${dataDir}/session.key`;
}

/** Throws a sentence when there is no database in the folder, or a Trio has it. */
export async function lockDatabaseIn(dataDir: string): Promise<Release> {
  const folder = databaseIn(dataDir);
  if (await formatOf(folder) === null) {
    throw new Error(`There is no database in "${folder}": does DATA_DIR name another folder?`);
  }
  await refuseOtherAccount(dataDir);
  return await lockFolder(dataDir);
}

/** Opens the database of a folder that is locked. */
export async function openDatabaseIn(dataDir: string) {
  await refuseFormat(databaseIn(dataDir));
  return await createEmbedded({ dataDir: databaseIn(dataDir) });
}

/** What root makes in the folder Trio may not open. */
export async function refuseOtherAccount(dataDir: string): Promise<void> {
  const { uid } = await Deno.stat(dataDir);
  if (uid !== null && uid !== Deno.uid()) {
    throw new Error(`"${dataDir}" is another account's: do this as the account that Trio runs as`);
  }
}
