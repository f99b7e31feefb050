// Files and folders that take seconds to make and are the same for every test file: kept in the
// folder for temporary files. No test changes them; it makes a copy.

import { tmpdir } from "node:os";

/**
 * The path of a file or folder that `make` makes, once for each name and user. The name must tell
 * all that the content depends on, since it is never made again.
 */
export async function kept(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = `${tmpdir()}/trio_${Deno.uid()}_${name}`;
  if (await exists(path)) return path;
  const making = `${path}_${crypto.randomUUID()}`;
  try {
    await make(making);
    // Renamed when it is whole: another process finds all of it, or nothing.
    await Deno.rename(making, path);
  } catch (error) {
    await Deno.remove(making, { recursive: true }).catch(() => {});
    // Another process was faster: a folder cannot be replaced.
    if (!await exists(path)) throw error;
  }
  return path;
}

/** Copies a folder with its owners and modes, as another account where one is given. */
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
