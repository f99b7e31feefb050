// A copy of the embedded database's files while it runs, as Postgres' manual has it ("Making a Base
// Backup Using the Low Level API"): between start and stop files are copied while they change, and
// the log, copied last, puts them right when the copy is opened. Statements wait at its start.

import type { PGliteInterface } from "@electric-sql/pglite";

/** The log, which is copied last. */
const log = "pg_wal";
/** What names the process that has the folder open. */
const processFile = "postmaster.pid";

/** Postgres reads it when it opens the copy: from where on the log has to be read. */
const labelFile = "backup_label";

/**
 * The copy has at least all that was committed before. Nothing may make a checkpoint meanwhile: it
 * would remove what the copy needs of the log. Leaves nothing when it throws.
 */
export async function copyFolder(
  pglite: Pick<PGliteInterface, "query">,
  { from, to, signal }: {
    readonly from: string;
    /** Does not exist. */
    readonly to: string;
    /** Gives up. */
    readonly signal: AbortSignal;
  },
): Promise<void> {
  try {
    const label = await between(
      pglite,
      () => copyAll(from, to, { signal, isLeft: (name) => name === log || name === processFile }),
    );
    await copyAll(`${from}/${log}`, `${to}/${log}`, { signal });
    await Deno.writeTextFile(`${to}/${labelFile}`, label, { createNew: true });
  } catch (error) {
    await Deno.remove(to, { recursive: true }).catch(() => {});
    throw error;
  }
}

/** Copies between start and stop; returns the text of the label. */
async function between(
  pglite: Pick<PGliteInterface, "query">,
  copy: () => Promise<void>,
): Promise<string> {
  await pglite.query("select pg_backup_start('trio', fast => true)");
  const stop = () =>
    pglite.query<{ labelfile: string }>(
      "select labelfile from pg_backup_stop(wait_for_archive => false)",
    );
  try {
    await copy();
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  const { rows: [stopped] } = await stop();
  if (!stopped) throw new Error("Postgres gave no label");
  return stopped.labelfile;
}

interface Copying {
  readonly signal: AbortSignal;
  /** Whether a name in the folder itself is left out. */
  readonly isLeft?: (name: string) => boolean;
}

async function copyAll(from: string, to: string, { signal, isLeft }: Copying): Promise<void> {
  await Deno.mkdir(to, { mode: 0o700 });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    signal.throwIfAborted();
    if (isLeft?.(name)) continue;
    if (isDirectory) await copyAll(`${from}/${name}`, `${to}/${name}`, { signal });
    else await copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** What is removed meanwhile is not missed: the log says that it was. */
async function copyFile(from: string, to: string): Promise<void> {
  try {
    await Deno.copyFile(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The bytes of all files in a folder. */
export async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    bytes += isDirectory
      ? await sizeOf(path)
      : await Deno.lstat(path).then(({ size }) => size, () => 0);
  }
  return bytes;
}
