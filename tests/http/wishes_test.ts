// What others asked for today, over HTTP.

import assert from "node:assert/strict";
import type { Criteria, Wish } from "../../protocol/domain.ts";
import { open, type Person, place, signUp } from "../support/server/people.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

const aged = (age: number): Criteria => ({ sex: "any", age, widen: false });
const hourMs = 3_600_000;

async function wishesOf({ client }: Person): Promise<readonly Wish[]> {
  const { status, body } = await client.get<{ wishes: Wish[] }>("/api/wishes");
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(Object.keys(body), ["wishes"]);
  return body.wishes;
}

/** Each withdraws: a group would be formed of the first three. */
async function wish(person: Person, criteria: Criteria): Promise<void> {
  await place(person, criteria);
  assert.equal((await person.client.request("DELETE", "/api/ticket")).status, 204);
}

function signUpAll(server: TestServer, count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => signUp(server, `wisher${at}`)));
}

Deno.test("[J61] a wish of four others is not told, of five it is, for a day; one's own does not count", async () => {
  await using server = await startServer();
  const [asker, fifth, ...four] = await signUpAll(server, 6);
  assert(asker && fifth);
  for (const person of [asker, ...four]) await wish(person, open);
  server.clock.advance(61_000);
  assert.deepEqual(await wishesOf(asker), [], "Four others");
  assert.deepEqual(await wishesOf(fifth), [{ sex: "any", age: null }], "Five others");
  await wish(fifth, open);
  server.clock.advance(61_000);
  assert.deepEqual(await wishesOf(asker), [{ sex: "any", age: null }]);
  server.clock.advance(24 * hourMs - 61_000);
  assert.deepEqual(await wishesOf(asker), [], "Of the others one alone asked within a day");
});

Deno.test("[J61] three wishes are told at most, the most common first; they may be a minute old", async () => {
  await using server = await startServer();
  const people = await signUpAll(server, 8);
  const [asker, ...others] = people as [Person, ...Person[]];
  const counts = [[1, 5], [2, 7], [3, 6], [4, 6]] as const;
  for (const [age, count] of counts) {
    for (const person of others.slice(0, count)) await wish(person, aged(age));
  }
  const three = [2, 3, 4].map((age) => ({ sex: "any", age }));
  assert.deepEqual(await wishesOf(asker), three);
  for (const person of others) await wish(person, open);
  server.clock.advance(59_000);
  assert.deepEqual(await wishesOf(asker), three);
  server.clock.advance(1_000);
  assert.deepEqual((await wishesOf(asker)).map(({ age }) => age), [2, null, 3]);
});
