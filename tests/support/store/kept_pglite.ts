// PGlites to begin from: an empty one, one with the program's schema, and a data folder with it.
// They take seconds to make, and are made anew when the version of PGlite or a migration changes.

import { PGlite, type PGliteOptions } from "@electric-sql/pglite";
import manifest from "../../../deno.json" with { type: "json" };
import { createEmbedded } from "../../../db/pglite/pglite.ts";
import { migrate } from "../../../db/migrate.ts";
import { copyFolder, exists, kept } from "./kept.ts";

const version = manifest.imports["@electric-sql/pglite"].replaceAll(/[^\w.]+/g, "_");
const migrations = new URL("../../../db/migrations/", import.meta.url);

/** A dump of a database without tables. */
export async function emptyPGlite(): Promise<Blob> {
  return await read(await kept(`${version}.tar`, (path) => dump({}, path)));
}

/** A dump of a database with the program's schema, without rows. */
export async function migratedPGlite(): Promise<Blob> {
  return await read(
    await kept(`${version}_${await schemaKey()}.tar`, async (path) => {
      await using copy = await newDataDir("trio_making_");
      await dump({ dataDir: `${copy.path}/pg` }, path);
    }),
  );
}

export interface Folder extends AsyncDisposable {
  readonly path: string;
}

/** An empty folder; removed when it is disposed of. */
export async function emptyFolder(prefix: string): Promise<Folder> {
  const path = await Deno.makeTempDir({ prefix });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** A data folder as after a first start, without users; removed when it is disposed of. */
export async function newDataDir(prefix: string): Promise<Folder> {
  const made = await emptyFolder(prefix);
  await giveDatabase(made.path);
  return made;
}

/** Gives a data folder without a database the one of a first start. */
export async function giveDatabase(dataDir: string): Promise<void> {
  const path = `${dataDir}/pg`;
  if (!await exists(path)) await copyFolder(await migratedFolder(), path);
}

async function migratedFolder(): Promise<string> {
  return await kept(`${version}_${await schemaKey()}`, async (path) => {
    await using db = await createEmbedded({ dataDir: path });
    await migrate(db);
  });
}

async function dump(options: PGliteOptions, path: string): Promise<void> {
  const pglite = await PGlite.create(options);
  const made = await pglite.dumpDataDir("none");
  await pglite.close();
  await Deno.writeFile(path, new Uint8Array(await made.arrayBuffer()));
}

async function read(path: string): Promise<Blob> {
  return new Blob([await Deno.readFile(path)]);
}

/** Changes with every change of a migration. */
export async function schemaKey(): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(migrations), ({ name }) => name);
  const texts = await Promise.all(
    names.sort().map((name) => Deno.readTextFile(new URL(name, migrations))),
  );
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode([...names, ...texts].join("\n")),
  );
  return new Uint8Array(digest).toHex().slice(0, 16);
}
