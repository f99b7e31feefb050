// A rematch wish that was taken back while its ticket waits counts no more, also when the other
// user wishes so later; a wish that counts is weighed with shared interests.

import assert from "node:assert/strict";
import { Pool } from "../../actors/matching/pool.ts";
import { Hall, type Listener } from "../support/matching/hall.ts";
import { noon, party, person, today } from "../support/matching/parties.ts";

function again(user: Listener, other: Listener, on: boolean) {
  return { type: "set_rematch_wish", user: user.id, other: other.id, on } as const;
}

/**
 * Anna and Bob were in two groups. She has quit the first, he the second, so that each may still
 * wish for the other. She wishes and waits; perhaps she takes it back; he wishes and waits; Erin
 * comes.
 */
async function whoMeetsErin(isTakenBack: boolean): Promise<string[]> {
  await using hall = new Hall({ metDays: 30 });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  const [dora, erin] = await hall.people("dora", "erin");
  assert(anna && bob && clo && dora && erin);
  await hall.quit(anna, await hall.trio(anna, bob, clo));
  for (const one of [anna, bob, dora]) await hall.place(one);
  hall.clock.advance(60_000);
  assert.equal(await hall.look(dora), null, "People who have met are matched after a while");
  await hall.quit(bob, (await hall.store.groups(dora.id))[0]?.id ?? assert.fail());
  assert.equal(await hall.ask(again(anna, bob, true)), "done");
  await hall.place(anna);
  if (isTakenBack) assert.equal(await hall.ask(again(anna, bob, false)), "done");
  assert.equal(await hall.ask(again(bob, anna, true)), "done");
  await hall.place(bob);
  await hall.place(erin);
  return await hall.groupsOf(erin);
}

Deno.test("[M60] who took back that they would meet someone again is not matched by it", async () => {
  assert.deepEqual(await whoMeetsErin(true), []);
  assert.deepEqual(await whoMeetsErin(false), ["anna, bob, erin"], "Else nothing was proven");
});

Deno.test("[O12] a third who shares interests with two who want to meet again is found behind one who does not", () => {
  const told = { interests: ["art", "books", "chess"] };
  const apart = { apart: ["p", "q"] };
  const far = { age: 36, ...apart };
  const pool = new Pool(today);
  const waiting = [
    ...[party(person("p"), 2_000), party(person("q"), 2_000)],
    party(person("r", { ...far, ...told, rematchWishes: ["t"] }), 2_000),
    // The two are kept apart from each other, else they would be matched with r.
    party(person("x", { ...far, apart: ["p", "q", "y"] }), 2_000),
    party(person("y", { ...far, ...told }), 1_000),
  ];
  for (const one of waiting) {
    pool.add(one, noon);
    assert.equal(pool.complete(one.ticket), null);
  }
  const seeker = party(person("t", { ...told, rematchWishes: ["r"] }));
  pool.add(seeker, noon);
  assert.deepEqual(pool.complete(seeker.ticket), ["of r", "of y", "of t"]);
});
