// File lock: one process at a time in a data folder, by the operating system's lock on the file
// `lock`, which is free as soon as its holder ends, however it ends. The file's text is for people.

import { asError } from "../sql/sql.ts";

/** Gives a lock back. */
export type Release = () => Promise<void>;

/**
 * Locks the folder, and makes it where it is missing. Throws a sentence that names the holder when
 * another process has the lock.
 */
export async function lockFolder(folder: string): Promise<Release> {
  const path = `${folder}/lock`;
  const file = await openFile(folder, path).catch((cause) => {
    throw new Error(
      `The data folder "${folder}" cannot be used (${asError(cause).message}): ` +
        "correct its permissions, or set DATA_DIR to another folder",
      { cause },
    );
  });
  try {
    if (!await file.tryLock(true)) throw new Error(await refusal(folder, path));
    await file.truncate();
    // On a full disk there is no room for the text, and the lock holds all the same.
    await writeAll(file, `${JSON.stringify(describeSelf())}\n`).catch(() => {});
  } catch (error) {
    file.close();
    throw error;
  }
  return async () => {
    // The file stays. If it were removed, a second process might lock the old file, and a third one
    // a new file of the same name.
    await file.truncate();
    file.close();
  };
}

async function openFile(folder: string, path: string): Promise<Deno.FsFile> {
  await Deno.mkdir(folder, { recursive: true });
  return await Deno.open(path, { read: true, write: true, create: true });
}

/** What a process that is kept out is told of this one. */
export function describeSelf(): { pid: number; host: string; startedAt: string } {
  return {
    pid: Deno.pid,
    host: Deno.hostname(),
    startedAt: new Date(performance.timeOrigin).toISOString(),
  };
}

async function writeAll(file: Deno.FsFile, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

async function refusal(folder: string, path: string): Promise<string> {
  const text = await Deno.readTextFile(path).catch(() => "");
  const [, pid, host, since] =
    /^\{"pid":(\d+),"host":"([^"]*)","startedAt":"([^"]*)"\}\s*$/.exec(text) ?? [];
  const holder = pid === undefined
    ? "another process"
    : `process ${pid} on "${host}", since ${since}`;
  return `The data folder "${folder}" is in use by ${holder}: stop that process, or set DATA_DIR to another folder`;
}
