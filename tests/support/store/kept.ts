// What takes seconds to make and is the same for every test file, kept between them in the folder
// for temporary files. Nobody changes it: a test that would makes a copy.

import { tmpdir } from "node:os";

/**
 * The path of a file or folder that `make` has made at the path that it is given, by this user,
 * once for each name. The name must tell all that it depends on: it is never made again.
 */
export async function kept(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = `${tmpdir()}/trio_${Deno.uid()}_${name}`;
  if (await exists(path)) return path;
  const making = `${path}_${crypto.randomUUID()}`;
  try {
    await make(making);
    // By a new name at once: a reader beside finds all of it, or nothing.
    await Deno.rename(making, path);
  } catch (error) {
    await Deno.remove(making, { recursive: true }).catch(() => {});
    // Another one was faster with a folder, which cannot be replaced.
    if (!await exists(path)) throw error;
  }
  return path;
}

/**
 * Copies a folder to a path where nothing is, with its owners and modes; as another account where
 * one is given.
 */
export async function copyFolder(
  from: string,
  to: string,
  account: Deno.CommandOptions | null = null,
): Promise<void> {
  const { success, stderr } = await new Deno.Command("cp", { args: ["-Rp", from, to], ...account })
    .output();
  if (!success) {
    throw new Error(`"${from}" could not be copied: ${new TextDecoder().decode(stderr)}`);
  }
}

export function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
