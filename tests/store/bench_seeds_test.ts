// The benches fill their databases by plain SQL, which no type holds to the schema.

import assert from "node:assert/strict";
import { createDatabase, makePeople, membersOf } from "../../bench/chat/database.ts";
import { addPeople, openTickets } from "../../bench/tickets/seed.ts";

Deno.test("[H26] what the benches fill a database with fits the schema", async () => {
  await using made = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  made.defer(() => Deno.remove(folder, { recursive: true }));
  const people = makePeople(2);
  const database = await createDatabase("postgres", `${folder}/bench`, people);
  made.defer(() => database.remove());
  await database.clear();
  const sessionKey = crypto.randomUUID();
  assert.equal((await membersOf(people, sessionKey)).length, 6);
  const { databaseUrl = "" } = database.location;
  assert.equal((await addPeople(databaseUrl, 2, sessionKey)).length, 2);
  await openTickets(databaseUrl, 2);
});
