// The data folder, closed to everybody but the user that the program runs as: whoever reads it
// reads every text, and can act as anybody with the key that signs sessions.

/** What the program keeps in the folder. Whatever else lies there is left as it is. */
const own = /^(pg|lock|session\.key(\.new)?)$/;

/** The mode bits of a folder that many users share, as `/tmp` is, and of all but the owner. */
const sticky = 0o1000;
const othersBits = 0o077;

/**
 * Makes the folder where it is missing, and takes all rights of others from it and from what the
 * program keeps in it. From now on nothing that the process makes is open to others. Throws when
 * that cannot be done. Windows has no such modes: there the folder is as its parent lets it be.
 */
export async function closeDataFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  if (Deno.build.os === "windows") return;
  Deno.umask(othersBits);
  const { mode } = await Deno.stat(folder);
  if ((mode ?? 0) & sticky) throw new Error("many users share it: it has the sticky bit");
  await close(folder, mode);
  for await (const { name } of Deno.readDir(folder)) {
    if (own.test(name)) await closeAll(`${folder}/${name}`);
  }
}

/** Links are not followed: what they lead to may be anybody's. */
async function closeAll(path: string): Promise<void> {
  const { mode, isDirectory, isSymlink } = await Deno.lstat(path);
  if (isSymlink) return;
  await close(path, mode);
  if (!isDirectory) return;
  for await (const { name } of Deno.readDir(path)) await closeAll(`${path}/${name}`);
}

async function close(path: string, mode: number | null): Promise<void> {
  const bits = (mode ?? 0) & 0o777;
  if ((bits & othersBits) === 0) return;
  await Deno.chmod(path, bits & ~othersBits).catch((cause) => {
    throw new Error(`others have rights in "${path}", which cannot be changed: ${cause.message}`, {
      cause,
    });
  });
}
