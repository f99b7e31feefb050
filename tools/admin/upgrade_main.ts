// The upgrade as a process of its own, with the packages of deno.upgrade.json, which names a PGlite
// for each format that a version of Trio has written. Its one word is the data folder.

import { openFormer } from "./former_pglite.ts";
import { rewriteDatabaseIn } from "./rewriting.ts";

if (import.meta.main) {
  Deno.umask(0o077);
  try {
    console.log(await rewriteDatabaseIn(Deno.args[0] ?? "", openFormer));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
