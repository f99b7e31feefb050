// `deno task admin upgrade`: brings the embedded database of an earlier major version of Postgres
// to the program's. What it takes, the PGlite that wrote the folder, is fetched only here.

import { resolve } from "node:path";
import { formatOf, postgresMajor } from "../../db/pglite/data_format.ts";
import { formerMajors } from "./former_pglite.ts";
import { databaseIn } from "./locked_folder.ts";

const root = new URL("../../", import.meta.url);

/** The exit code; says itself what was done. Throws a sentence when nothing can be. */
export async function upgrade(dataDir: string): Promise<number> {
  const folder = databaseIn(dataDir);
  const format = await formatOf(folder);
  if (format === postgresMajor) {
    console.log(`The database in "${folder}" has this program's format already`);
    return 0;
  }
  if (format !== null && !formerMajors.includes(format)) {
    throw new Error(
      `The database in "${folder}" has the format of Postgres ${format}, which this version of ` +
        `Trio cannot read: make a backup by the version that wrote it, and restore that`,
    );
  }
  const path = resolve(dataDir);
  // From Deno's own cache: the account may have no right to write beside the program.
  const packages = ["--config", "deno.upgrade.json", "--node-modules-dir=none"];
  const rights = ["-P=upgrade", "--no-prompt", "--allow-read", `--allow-write=${path}`];
  const { code } = await new Deno.Command("deno", {
    args: ["run", "-q", ...packages, ...rights, "tools/admin/upgrade_main.ts", path],
    cwd: root,
  }).spawn().status;
  return code;
}
