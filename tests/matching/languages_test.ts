// Languages and interests in the pool, by example.

import assert from "node:assert/strict";
import type { Party } from "../../actors/matching/party.ts";
import { Pool } from "../../actors/matching/pool.ts";
import { quiet } from "../support/descriptions.ts";
import { Hall } from "../support/matching/hall.ts";
import { anyone, noon, party, person, strict, today } from "../support/matching/parties.ts";
import { thirty } from "../support/store/store_cast.ts";

function poolOf(...parties: readonly Party[]): Pool {
  const pool = new Pool(today);
  for (const one of parties) {
    pool.add(one, noon);
    assert.equal(pool.complete(one.ticket), null, one.ticket);
  }
  return pool;
}

function arrive(pool: Pool, one: Party): string | null {
  pool.add(one, noon);
  return pool.complete(one.ticket)?.map((ticket) => ticket.replace("of ", "")).join(", ") ?? null;
}

function speaker(name: string, ...languages: string[]): Party {
  return party(person(name, { languages }));
}

Deno.test("[O11] three who each have a language in common with each other, and none together, wait", () => {
  const pool = poolOf(speaker("a", "en", "fr"), speaker("b", "fr", "de"), speaker("c", "de", "en"));
  assert.equal(arrive(pool, speaker("d", "fr", "it")), "a, b, d");
});

Deno.test("[O11] partners, and members with a seat, bring the languages that both of them have", () => {
  const two = [
    person("a", { languages: ["en", "fr"] }),
    person("b", { languages: ["fr", "de"] }),
  ] as const;
  for (const seat of [false, true]) {
    const pool = poolOf(party(two, 0, seat), speaker("c", "en", "de"));
    assert.equal(arrive(pool, speaker("d", "it", "fr")), "a and b, d");
  }
  const silent = [person("a"), person("b", { languages: ["fr"] })] as const;
  const pool = poolOf(party(silent));
  assert.equal(arrive(pool, speaker("c", "en", "fr")), null);
});

Deno.test("[O12] who shares an interest is taken before who is nearer by less, three at most for a pair", () => {
  const told = (...interests: string[]) => ({ interests });
  const four = told("art", "books", "chess", "dance");
  const meet = (near: string, far: string, years: number, interests: object) =>
    poolOf(
      party(person(near, { apart: [far] })),
      party(person(far, { age: 30 + years, ...interests })),
    );
  // A pair of partners: each of them shares up to three interests with who comes in.
  const pair = () => party([person("x", four), person("y")]);
  assert.equal(arrive(meet("near", "far", 1, four), pair()), "far, x and y");
  assert.equal(arrive(meet("near", "far", 2, four), pair()), "near, x and y");
  assert.equal(arrive(meet("near", "far", 1, told("art")), pair()), "near, x and y");
});

Deno.test("[O13] a hint names the language that would help, and none that would not", () => {
  const pool = poolOf(speaker("a", "fr"), speaker("b", "fr", "de"), speaker("c", "it"));
  const waiting = speaker("w", "en");
  pool.add(waiting, noon);
  assert.deepEqual(pool.hints(waiting.ticket, noon), [{ language: "fr", within: 0 }]);
  const full = speaker("v", "en", "es", "pt", "nl", "sv");
  pool.add(full, noon);
  assert.deepEqual(pool.hints(full.ticket, noon), []);
  const narrow = party(person("n", { languages: ["en"], criteria: strict, age: 50 }));
  pool.add(narrow, noon);
  assert(pool.hints(narrow.ticket, noon).every((hint) => !("language" in hint)));
  const others = poolOf(speaker("a", "fr"), speaker("b", "fr"));
  const apart = party(person("p", { apart: ["a", "b"] }));
  others.add(apart, noon);
  assert.deepEqual(others.hints(apart.ticket, noon), [{ language: "fr", within: 0 }]);
});

Deno.test("[O15] who changes their languages while waiting is matched by the new ones at once", async () => {
  await using hall = new Hall();
  const [anna, bob, clo] = [
    await hall.person("anna"),
    await hall.person("bob"),
    await hall.person("clo", { ...thirty, languages: ["fr"] }),
  ];
  for (const person of [anna, bob, clo]) await hall.place(person, anyone);
  assert.deepEqual(await hall.groupsOf(anna), []);
  const profile = { ...thirty, languages: ["fr", "en"] };
  assert.equal(await hall.store.setProfile(clo.id, profile, "2026-06-15T12:00:00.000Z"), "stored");
  assert.equal(await hall.ask({ type: "user_changed", user: clo.id }), "done");
  assert.deepEqual(await hall.groupsOf(anna), ["anna, bob, clo"]);
  assert.deepEqual((await hall.store.groups(clo.id))[0]?.why?.languages, quiet.languages);
});
