// A file that is there whole or not at all: it is written under another name beside its own,
// synced, and then given its name. That other name is new and nobody can know it before, so that
// neither a link nor a file that somebody has put there receives what is written.

/** The name of a file that is being written: no other process has it. */
function partialOf(path: string): string {
  return `${path}.${crypto.randomUUID()}.partial`;
}

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
  const partial = partialOf(path);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(partial, { write: true, createNew: true, mode: 0o600 });
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
    await refuseOther(partial, file);
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

/** Who may write in the folder may put another file in the place of one that is not theirs. */
async function refuseOther(path: string, file: Deno.FsFile): Promise<void> {
  const [there, ours] = [await Deno.lstat(path), await file.stat()];
  if (there.ino === ours.ino && there.dev === ours.dev) return;
  throw new Error("others have put another file in its place");
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
