// A file that is there whole or not at all: it is written under another name beside its own,
// synced, and then given its name.

/** Behind the name of a file that is being written. */
const suffix = ".partial";

export interface NewFile {
  readonly path: string;
  /** Whether a file of that name is replaced. */
  readonly force: boolean;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** Throws a sentence when there is such a file and it shall not be replaced. */
export async function refuseExisting({ path, force }: Omit<NewFile, "signal">): Promise<void> {
  const found = await Deno.lstat(path).catch(() => null);
  if (found === null) return;
  if (!found.isFile) throw new Error(`"${path}" is there, and is no file: name another one`);
  if (!force) throw new Error(`"${path}" is there: name another file, or say --force`);
}

/**
 * Writes a file that its owner alone may read; returns its size. Throws a sentence, and leaves
 * nothing, when that fails.
 */
export async function writeFile(
  target: NewFile,
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<number> {
  const { path, signal } = target;
  const partial = `${path}${suffix}`;
  let file: Deno.FsFile;
  try {
    file = await openPartial(partial);
  } catch (error) {
    await bytes.cancel().catch(() => {});
    throw unwritten(path, error);
  }
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      await writeAll(file, chunk);
    }
    await file.sync();
    const { size } = await file.stat();
    await refuseExisting(target);
    await Deno.rename(partial, path);
    await syncFolderOf(path);
    return size;
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    throw unwritten(path, error);
  } finally {
    file.close();
  }
}

/** What a process that died has left there is written over. */
async function openPartial(path: string): Promise<Deno.FsFile> {
  const file = await Deno.open(path, { write: true, create: true, mode: 0o600 });
  try {
    if (!await file.tryLock(true)) throw new Error("another backup is being written there");
    await Deno.chmod(path, 0o600);
    await file.truncate();
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/** A crash of the machine must not take the name back. Not every system can open a folder. */
async function syncFolderOf(path: string): Promise<void> {
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : ".";
  try {
    using opened = await Deno.open(folder, { read: true });
    await opened.sync();
  } catch {
    // The file is whole all the same.
  }
}

function unwritten(path: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith(`"${path}"`)
    ? new Error(message, { cause: error })
    : new Error(`"${path}" could not be written, and nothing is left of it: ${message}`, {
      cause: error,
    });
}
