// Seats that cannot be opened or closed: refused, and nothing changed.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { formTrio, groupsOf, open, place, signUp, strict } from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { groupOf, quit } from "../support/server/seats.ts";
import { startServer } from "../support/server/server.ts";

Deno.test("[X26] a seat in a full group, in a foreign one, or on bad criteria is refused, and nothing changes", async () => {
  await using server = await startServer();
  const { anna, chloe, group } = await formTrio(server);
  const eve = await signUp(server, "eve");
  const full = await anna.client.put<Problem>(`/api/groups/${group}/seat`, {});
  assert.deepEqual([full.status, full.body.code], [409, "group_full"]);
  await quit(chloe, group);
  for (const { client } of [eve, chloe]) {
    for (const id of [group, v7(), "nonsense"]) {
      for (const method of ["PUT", "DELETE"]) {
        const answer = await client.request<Problem>(method, `/api/groups/${id}/seat`, {});
        assert.deepEqual([answer.status, answer.body.code], [404, "not_found"], `${method} ${id}`);
      }
    }
  }
  const bad = [{ criteria: {} }, { criteria: { ...open, age: -1 } }, { seat: true }, [], {
    criteria: "any",
  }];
  for (const body of bad) {
    const answer = await anna.client.put<Problem>(`/api/groups/${group}/seat`, body);
    assert.deepEqual([answer.status, answer.body.code], [400, "invalid"], JSON.stringify(body));
  }
  assert.equal("seat" in await groupOf(anna, group), false);
});

Deno.test("[X26] who did not disclose their sex cannot open a seat for the same sex", async () => {
  await using server = await startServer();
  const people = [];
  for (const name of ["anna", "bob", "clo"]) {
    people.push(await signUp(server, name, { birthDate: "1996-01-01", sex: null }));
  }
  const [anna, bob] = people;
  assert(anna && bob);
  for (const person of people) await place(person);
  const [formed] = await groupsOf(anna);
  assert(formed);
  await quit(bob, formed.id);
  const answer = await anna.client.put<Problem>(`/api/groups/${formed.id}/seat`, {
    criteria: strict,
  });
  assert.deepEqual([answer.status, answer.body.code], [409, "sex_undisclosed"]);
  assert.equal("seat" in await groupOf(anna, formed.id), false);
});
