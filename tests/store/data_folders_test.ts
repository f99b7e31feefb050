// Data folders that former versions of PGlite have made. Each was left by the program after the
// three people of `formTrio`, their group and bob's text in it, and packed by tar and brotli.

import assert from "node:assert/strict";
import { brotliDecompressSync } from "node:zlib";
import { openDatabase } from "../../db/open.ts";
import { systemClock } from "../../protocol/clock.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";
import { newId, say, text } from "../support/store/store_cast.ts";

const kept = new URL("./data_folders/", import.meta.url);

async function unpack(packed: URL, dataDir: string): Promise<void> {
  const tar = brotliDecompressSync(await Deno.readFile(packed));
  const args = ["-x", "-C", dataDir];
  const child = new Deno.Command("tar", { args, stdin: "piped" }).spawn();
  await new Blob([tar]).stream().pipeTo(child.stdin);
  assert.ok((await child.status).success, `${packed} could not be unpacked`);
}

function open(dataDir: string) {
  const { signal } = new AbortController();
  const options = { dataDir, databaseUrl: null, node: null, newId, signal, clock: systemClock };
  return openDatabase({ ...options, onLost: assert.fail });
}

Deno.test("[D91] a data folder that a former version of PGlite made is opened, read and written", async (t) => {
  const names = await Array.fromAsync(Deno.readDir(kept), ({ name }) => name);
  assert.ok(names.length > 0, "None is kept");
  for (const name of names) {
    await t.step(`[D91] ${name}`, () => readAndWrite(name));
  }
});

async function readAndWrite(name: string): Promise<void> {
  await using folder = await emptyFolder("trio-former-");
  await unpack(new URL(name, kept), folder.path);
  const database = await open(folder.path);
  const { user } = await database.store.credentials("bob") ?? assert.fail("The user is gone");
  const [group] = await database.store.groups(user.id);
  assert.ok(group, "The group is gone");
  const read = async ({ store }: typeof database) =>
    (await store.messages(user.id, group.id, { after: 1, limit: 9 }))?.messages
      .map((message) => message.kind === "text" && message.text);
  const version = /pglite_(.*)\.tar/.exec(name)?.[1]?.replaceAll("_", ".");
  assert.deepEqual(await read(database), [`Kept since ${version}`]);
  await say(database.store, group.id, text(user.id, 3, "And on"));
  await database.close();
  const again = await open(folder.path);
  assert.deepEqual(await read(again), [`Kept since ${version}`, "And on"]);
  await again.close();
}
