// Languages, interests and a line about oneself, over the public protocol.

import assert from "node:assert/strict";
import type { Group, Profile } from "../../protocol/domain.ts";
import { quiet } from "../support/descriptions.ts";
import {
  connected,
  formTrio,
  groupsOf,
  password,
  place,
  signUp,
  thirty,
  ticketOf,
} from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { type Person, startServer } from "../support/server/server.ts";

interface Answer extends Problem {
  readonly profile: Profile;
}

function put({ client }: Pick<Person, "client">, more: object, accepts = "*") {
  const headers = { "accept-language": accepts };
  return client.request<Answer>("PUT", "/api/me/profile", { ...thirty, ...more }, headers);
}

async function told(person: Pick<Person, "client">) {
  const { profile } = (await person.client.get<Answer>("/api/me")).body;
  return { languages: profile.languages, interests: profile.interests, about: profile.about };
}

Deno.test("[O2] at first the languages are those that the browser asks for, else en; later what is absent stays", async () => {
  await using server = await startServer();
  const [anna, bob] = [{ client: server.client() }, { client: server.client() }];
  const account = { username: "anna", password, profile: thirty };
  const headers = { "accept-language": "de-AT, de;q=0.9, en;q=0.8, *" };
  const made = await anna.client.request<Answer>("POST", "/api/users", account, headers);
  assert.deepEqual([made.status, made.body.profile], [201, {
    ...{ ...thirty, age: 30 },
    ...{ languages: ["de", "en"], interests: [], about: null },
  }]);
  await bob.client.signUp({ username: "bob", password });
  assert.deepEqual((await put(bob, {}, "it")).body.profile.languages, ["it"]);
  await put(bob, { interests: [" Jazz "], about: "Ciao" }, "sv");
  assert.deepEqual(await told(bob), { languages: ["it"], interests: ["Jazz"], about: "Ciao" });
  await put(bob, { languages: ["it", "fr"], about: null }, "sv");
  assert.deepEqual(await told(bob), { languages: ["it", "fr"], interests: ["Jazz"], about: null });
  const clo = server.client();
  const whole = { ...thirty, languages: ["gsw"], interests: ["Go"], about: "Hoi" };
  const { body } = await clo.request<Answer>(
    "POST",
    "/api/users",
    { username: "clo", password, profile: whole },
    headers,
  );
  assert.deepEqual(body.profile, { ...whole, age: 30 });
  const dora = await signUp(server, "dora");
  assert.deepEqual(await told(dora), quiet);
});

Deno.test("[O5] a description by other rules is 400 invalid, names its field, and changes nothing", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const before = await put(anna, { interests: ["chess"], about: "hello" });
  const wrong: readonly (readonly [string, object])[] = [
    ["languages", { languages: [] }],
    ["languages", { languages: ["en", "fr", "de", "es", "it", "pt"] }],
    ["languages", { languages: ["en", "en"] }],
    ["languages.0", { languages: ["en-GB"] }],
    ["languages.1", { languages: ["fr", "EN"] }],
    ["languages.0", { languages: [1] }],
    ["languages", { languages: "en" }],
    ["languages", { languages: null }],
    ["interests", { interests: Array.from({ length: 9 }, (_, at) => `${at}`) }],
    ["interests", { interests: ["Tea", "ＴＥＡ"] }],
    ["interests.0", { interests: ["a".repeat(25)] }],
    ["interests.0", { interests: ["  "] }],
    ["interests.0", { interests: ["a\u202e"] }],
    ["interests", { interests: null }],
    ["about", { about: "a".repeat(161) }],
    ["about", { about: "" }],
    ["about", { about: "\u0000" }],
    ["about", { about: 1 }],
    ["more", { more: 1 }],
  ];
  for (const [path, more] of wrong) {
    const { status, body } = await put(anna, more);
    assert.equal(`${status} ${body.code}`, "400 invalid", JSON.stringify(more));
    assert.equal(body.errors?.[0]?.path, path, JSON.stringify(more));
  }
  const { body } = await anna.client.get<Answer>("/api/me");
  assert.deepEqual(body.profile, before.body.profile);
  const most = Array.from({ length: 8 }, (_, at) => `${at}`.repeat(24));
  const right = { languages: ["en", "fr", "de", "es", "it"], interests: most };
  assert.equal((await put(anna, { ...right, about: "𝒳".repeat(160) })).status, 200);
});

Deno.test("[O6] what is told changes at any time, also while a ticket or a seat is open", async () => {
  await using server = await startServer();
  const { anna, bob } = await formTrio(server);
  const dora = await signUp(server, "dora");
  await place(dora);
  await put(dora, { languages: ["fr"], interests: ["chess"] });
  assert.deepEqual(await told(dora), { languages: ["fr"], interests: ["chess"], about: null });
  assert(await ticketOf(dora));
  assert.equal((await put(dora, { birthDate: "1990-01-01", about: "B" })).body.code, "waiting");
  assert.equal((await told(dora)).about, null);
  assert.equal((await put(bob, { about: "C" })).status, 200);
  assert.equal((await put(anna, { sex: "other", about: "D" })).status, 200);
});

Deno.test("[O7] members and why show what is told and common, a change is shown at once, and of a deleted account nothing is", async () => {
  await using server = await startServer();
  const [anna, bob, clo] = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "clo"),
  ];
  await put(anna, { languages: ["fr", "en", "de"], interests: ["Chess", "tea"], about: "A" });
  await put(bob, { languages: ["de", "en", "fr"], interests: ["chess"] });
  await put(clo, { languages: ["it", "en", "fr"], interests: ["TEA", "go"] });
  const line = await connected(anna);
  for (const person of [anna, bob, clo]) await place(person);
  const { group } = await line.next("group");
  assert.deepEqual([group.why?.languages, group.why?.interests], [["fr", "en"], ["Chess", "tea"]]);
  assert.deepEqual(memberOf(group, "clo"), {
    languages: ["it", "en", "fr"],
    interests: ["TEA", "go"],
    about: null,
  });
  assert.deepEqual(await groupsOf(anna), [group]);
  await put(clo, { about: "Now here" });
  const { group: changed } = await line.next("group");
  assert.equal(memberOf(changed, "clo").about, "Now here");
  assert.deepEqual(changed.why, group.why);
  const gone = await clo.client.request("DELETE", "/api/me", { password });
  assert.equal(gone.status, 204);
  const { group: without } = await line.next(
    "group",
    ({ group }) => group.members.some(({ deleted }) => deleted),
  );
  assert.deepEqual(memberOf(without, ""), { languages: [], interests: [], about: null });
  assert.equal(without.why, undefined);
});

Deno.test("[O21] a profile that stands is shown to nobody again, of changes 30 are taken at once, and what one who left tells is not shown", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const line = await connected(bob);
  const about = (count: number) => put(anna, { about: `${count}` });
  for (let count = 1; count <= 30; count++) assert.equal((await about(count)).status, 200);
  for (let again = 0; again < 3; again++) assert.equal((await about(30)).status, 200);
  const refused = await about(31);
  assert.deepEqual([refused.status, refused.body.code], [429, "slow_down"]);
  assert.equal((await told(anna)).about, "30");
  await line.next("group", ({ group }) => memberOf(group, "anna").about === "30");
  const left = await anna.client.request("DELETE", `/api/groups/${group}/membership`);
  assert.equal(left.status, 204);
  const { group: without } = await line.next(
    "group",
    ({ group }) => group.members.some(({ leftAt }) => leftAt !== null),
  );
  assert.deepEqual(memberOf(without, "anna"), { languages: [], interests: [], about: null });
  assert.equal(line.received.filter(({ type }) => type === "group").length, 31);
});

function memberOf({ members }: Group, name: string) {
  const member = members.find(({ username }) => username === name);
  assert(member, `Nobody is called "${name}"`);
  return { languages: member.languages, interests: member.interests, about: member.about };
}
