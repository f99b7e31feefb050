// `deno task admin backup FILE`: all rows of the embedded database and the session key in one file.
// While Trio runs it copies its folder, and the copy is opened here, beside it.

import manifest from "../../deno.json" with { type: "json" };
import { backupLines } from "../../db/backup/backup_file.ts";
import type { RowCounts } from "../../db/backup/fill.ts";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { formatOf } from "../../db/pglite/data_format.ts";
import { dumpCommand } from "../../db/postgres/dump_command.ts";
import { checkedDatabaseUrl } from "../../settings/database_setting.ts";
import { type AdminAnswer, withCopy } from "./admin_connection.ts";
import { databaseIn, lockDatabaseIn, openDatabaseIn, sessionKeyIn } from "./locked_folder.ts";
import { type NewFile, refuseExisting, writeFile } from "./new_file.ts";

export interface BackupOptions {
  readonly dataDir: string;
  /** Of a Trio that does not run; empty: the embedded database. */
  readonly databaseUrl: string;
  readonly target: NewFile;
}

/** A sentence on what was done. Throws one when nothing was. */
export async function backUp(options: BackupOptions): Promise<string> {
  await refuseExisting(options.target);
  return await withCopy(options.dataDir, (answer) => ofAnswer(answer, options)) ??
    await ofStopped(options);
}

async function ofAnswer({ status, body }: AdminAnswer, options: BackupOptions): Promise<string> {
  const { type, name, command, detail } = Object(body);
  if (type === "postgres") throw new Error(onPostgres(command));
  if (status !== 201) throw new Error(String(detail ?? `Trio answered ${status}`));
  const folder = `${options.dataDir}/${name}`;
  try {
    await using db = await createEmbedded({ dataDir: folder });
    return await write(db, options);
  } finally {
    // Trio removes it, too, but for one that has stopped.
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}

/** Trio does not run, or is another account's, which the lock tells. */
async function ofStopped(options: BackupOptions): Promise<string> {
  const { dataDir, databaseUrl } = options;
  if (databaseUrl !== "" && await formatOf(databaseIn(dataDir)) === null) {
    throw new Error(onPostgres(dumpCommand(checkedDatabaseUrl(databaseUrl))));
  }
  const release = await lockDatabaseIn(dataDir);
  try {
    await using db = await openDatabaseIn(dataDir);
    return await write(db, options);
  } finally {
    await release();
  }
}

function onPostgres(command: string): string {
  return "Trio keeps its data in Postgres, whose own program makes backups while all goes on. " +
    `It asks for the password, or takes it from PGPASSWORD or ~/.pgpass:\n\n  ${command}`;
}

async function write(
  db: Awaited<ReturnType<typeof createEmbedded>>,
  { dataDir, target }: BackupOptions,
): Promise<string> {
  const facts = {
    at: new Date().toISOString(),
    program: manifest.version,
    sessionKey: await Deno.readTextFile(sessionKeyIn(dataDir)).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }),
  };
  let held: RowCounts = {};
  const lines = ReadableStream.from(backupLines(db, facts, (rows) => held = rows));
  const bytes = lines.pipeThrough(new TextEncoderStream())
    .pipeThrough(new CompressionStream("gzip"));
  const size = await writeFile(target, bytes);
  const { users = 0, groups = 0, messages = 0 } = held;
  return `"${target.path}" has ${users} users, ${groups} groups and ${messages} messages in ${
    (size / 2 ** 20).toFixed(1)
  } MB. Who has this file can read all of it and act as anybody: keep it as you keep the data folder`;
}
