// An empty PGlite to begin from, kept between test files in the folder for temporary files: to make one takes seconds.

import { PGlite } from "@electric-sql/pglite";
import manifest from "../../deno.json" with { type: "json" };

/** A dump of a database without tables, of the version of PGlite that deno.json names. */
export async function emptyPGlite(): Promise<Blob> {
  const version = manifest.imports["@electric-sql/pglite"].replaceAll(/[^\w.]+/g, "_");
  const made = await Deno.makeTempFile({ prefix: "trio_empty_" });
  const path = `${made.slice(0, made.lastIndexOf("/"))}/trio_${version}.tar`;
  try {
    const known = await Deno.readFile(path).catch(() => null);
    if (known !== null) return new Blob([known]);
    const pglite = await PGlite.create();
    const dump = await pglite.dumpDataDir("none");
    await pglite.close();
    await Deno.writeFile(made, new Uint8Array(await dump.arrayBuffer()));
    // By a new name at once: a reader beside finds all of it, or nothing.
    await Deno.rename(made, path);
    return dump;
  } finally {
    await Deno.remove(made).catch(() => {});
  }
}
