// A process that opens the database in the folder of its argument, adds the user "anna", prints
// "open", and keeps the database open until it is killed.

import assert from "node:assert/strict";
import { systemClock } from "../../../protocol/clock.ts";
import { openDatabase } from "../../../db/open.ts";
import { newId, signUp } from "./store_cast.ts";

const [dataDir] = Deno.args;
assert(dataDir, "Name the folder");
const { signal } = new AbortController();
const database = await openDatabase({
  dataDir,
  databaseUrl: null,
  node: null,
  newId,
  signal,
  clock: systemClock,
  onLost: assert.fail,
});
await signUp(database.store, "anna");
console.log("open");
systemClock.every(60_000, () => {});
