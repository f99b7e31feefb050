// File lock: one process at a time in a data folder, by the operating system's lock on the file
// `lock`, which is free as soon as its holder ends, however it ends. The file's text is for people.

/** Gives a lock back. */
export type Release = () => Promise<void>;

/**
 * Locks the folder, and makes it where it is missing. Throws a sentence that names the holder when
 * another process has the lock.
 */
export async function lockFolder(folder: string): Promise<Release> {
  await Deno.mkdir(folder, { recursive: true });
  const path = `${folder}/lock`;
  const file = await Deno.open(path, { read: true, write: true, create: true });
  try {
    if (!await file.tryLock(true)) throw new Error(await refusal(folder, path));
    await file.truncate();
    await writeAll(file, `${JSON.stringify(describeSelf())}\n`);
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
