// The PGlites of earlier major versions of Postgres, as deno.upgrade.json names them: one for each
// format that a version of Trio has written.

import type { WrappedPGlite } from "../../db/pglite/pglite.ts";

const load: Readonly<Record<number, (folder: string) => Promise<unknown>>> = {
  17: async (folder) => (await import("pglite_17")).PGlite.create(folder),
};

/** Formats that can be read, by their major version. */
export const formerMajors: readonly number[] = Object.keys(load).map(Number);

/** Opens a folder, or makes an empty one, by the PGlite of that major version. */
export async function openFormer(folder: string, major: number): Promise<WrappedPGlite> {
  // Types of two versions of one class do not fit each other; what is used of them does.
  return await load[major]?.(folder) as WrappedPGlite;
}
