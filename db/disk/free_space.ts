// What the operating system says of a disk.

import { statfs } from "node:fs/promises";

/** Bytes that this program may still fill on the folder's disk; null where nobody can know. */
export async function freeSpace(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize, blocks } = await statfs(folder);
    // Some file systems over a network have no end, and say that they have no blocks.
    return blocks > 0 ? bavail * bsize : null;
  } catch {
    return null;
  }
}
