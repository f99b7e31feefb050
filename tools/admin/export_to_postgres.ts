// `deno task admin export-to-postgres`: all rows of the embedded database into an empty Postgres
// database. Neither Trio on the one nor Trio on the other runs meanwhile: both are locked.

import { fillDatabase, type RowCounts, type RowsSource, sourceOf } from "../../db/backup/fill.ts";
import { lockDatabase } from "../../db/postgres/advisory_lock.ts";
import { createPostgres } from "../../db/open.ts";
import { systemClock } from "../../protocol/clock.ts";
import { checkedDatabaseUrl } from "../../settings/database_setting.ts";
import { lockDatabaseIn, openDatabaseIn } from "./locked_folder.ts";

export interface ExportOptions {
  readonly dataDir: string;
  readonly url: string;
}

/** A sentence on what was done. Throws one when the Postgres has no rows of it. */
export async function exportToPostgres({ dataDir, url }: ExportOptions): Promise<string> {
  if (url === "") throw new Error("Name a Postgres, by an address or by DATABASE_URL");
  checkedDatabaseUrl(url, "The address of Postgres");
  const release = await lockDatabaseIn(dataDir);
  try {
    await using db = await openDatabaseIn(dataDir);
    const { users = 0, groups = 0, messages = 0 } = await fillPostgres(url, await sourceOf(db));
    return `Postgres has ${users} users, ${groups} groups and ${messages} messages, and each table ` +
      "was compared with its own. From now on start Trio with DATABASE_URL, and with this data " +
      "folder, whose session key keeps all logged in. Once that works remove " +
      `"${dataDir}/pg", which stays as it was`;
  } finally {
    await release();
  }
}

async function fillPostgres(url: string, source: RowsSource): Promise<RowCounts> {
  const { signal } = new AbortController();
  const lock = await lockDatabase({
    ...{ url, signal, node: null, clock: systemClock },
    async prepare() {
      // A statement takes as long as it needs.
      await using db = createPostgres(url, 0);
      return await fillDatabase(db, source);
    },
    look: () => Promise.resolve("all"),
    beginAnew: () => Promise.resolve(),
    onLost: () => {},
  });
  await lock.release();
  return lock.prepared;
}
