// How a profile can be changed, and that it cannot be changed at will.

import assert from "node:assert/strict";
import { quiet } from "../support/descriptions.ts";
import { formTrio, password, place, signUp, thirty } from "../support/server/people.ts";
import type { Problem } from "../support/server/problems.ts";
import { type Person, startServer } from "../support/server/server.ts";
import { quit } from "../support/server/seats.ts";

const dayMs = 24 * 3_600_000;
const minors = { MIN_AGE: "13", MINORS_ACKNOWLEDGED: "1" };
const born = (birthDate: string) => ({ birthDate, sex: "female" });

async function codeOf({ client }: Person, profile: unknown): Promise<string | number> {
  const { status, body } = await client.put<Problem>("/api/me/profile", profile);
  if (status === 200) return status;
  assert(body.status === status && body.code);
  return body.code;
}

Deno.test("[A234] a birth date is put right once, within a day and before the first group: else 409 birth_date_set", async () => {
  await using server = await startServer({ env: minors });
  const anna = await signUp(server, "anna");
  assert.equal(await codeOf(anna, thirty), 200);
  assert.equal(await codeOf(anna, born("1995-01-01")), 200);
  assert.equal(await codeOf(anna, born("1996-01-01")), "birth_date_set");
  // The one that stands is no change.
  assert.equal(await codeOf(anna, born("1995-01-01")), 200);
  const bob = await signUp(server, "bob");
  server.clock.sleep(dayMs - 1);
  assert.equal(await codeOf(bob, born("1995-01-01")), 200);
  const clo = await signUp(server, "clo");
  server.clock.sleep(dayMs);
  assert.equal(await codeOf(clo, born("1995-01-01")), "birth_date_set");
  const { body } = await clo.client.get<{ profile: unknown }>("/api/me");
  assert.deepEqual(body.profile, { ...thirty, age: 30, ...quiet });
});

Deno.test("[A234] a birth date that came with the form counts from then on, and not from sign-up", async () => {
  await using server = await startServer();
  const client = server.client();
  const { body: { user } } = await client.signUp({ username: "dora", password });
  server.clock.sleep(2 * dayMs);
  const dora = { user, client };
  assert.equal(await codeOf(dora, born("1990-01-01")), 200);
  server.clock.sleep(dayMs - 1);
  assert.equal(await codeOf(dora, born("1991-01-01")), 200);
  assert.equal(await codeOf(dora, born("1990-01-01")), "birth_date_set");
});

Deno.test("[A234] nobody passes for another age between two groups", async () => {
  await using server = await startServer({ env: minors });
  const { anna, group } = await formTrio(server);
  await quit(anna, group);
  await anna.client.delete("/api/ticket");
  assert.equal(await codeOf(anna, born("2012-01-01")), "birth_date_set");
});

Deno.test("[A20] a birth date that would put a wall between members of a group, or partners, is 409 age_wall, and changes nothing", async () => {
  await using server = await startServer({ env: minors });
  const { anna } = await formTrio(server);
  assert.equal(await codeOf(anna, born("2012-01-01")), "age_wall");
  const { body } = await anna.client.get<{ profile: unknown }>("/api/me");
  assert.deepEqual(body.profile, { ...thirty, age: 30, ...quiet });
  assert.equal(await codeOf(anna, born("1990-02-28")), "birth_date_set");
});

Deno.test("[A235] the sex changes once in 30 days: else 409 sex_set with Retry-After", async () => {
  await using server = await startServer({ env: { SESSION_DAYS: "400" } });
  const anna = await signUp(server, "anna");
  assert.equal(await codeOf(anna, { ...thirty, sex: "other" }), 200);
  server.clock.advance(1_500);
  const refused = await anna.client.put<Problem>("/api/me/profile", { ...thirty, sex: null });
  assert.deepEqual([refused.status, refused.body.code], [409, "sex_set"]);
  assert.equal(refused.headers.get("retry-after"), String(30 * 86_400 - 1));
  assert.equal(await codeOf(anna, { ...thirty, sex: "other" }), 200);
  server.clock.sleep(30 * dayMs - 1_500 - 1);
  assert.equal(await codeOf(anna, { ...thirty, sex: "male" }), "sex_set");
  server.clock.advance(1);
  assert.equal(await codeOf(anna, { ...thirty, sex: "male" }), 200);
  assert.equal(await codeOf(anna, thirty), "sex_set");
});

Deno.test("[A235] of a change that is refused for one half the other half is not taken", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  server.clock.sleep(dayMs);
  assert.equal(await codeOf(anna, { birthDate: "1990-01-01", sex: "male" }), "birth_date_set");
  const { body } = await anna.client.get<{ profile: { sex: string } }>("/api/me");
  assert.equal(body.profile.sex, "female");
  assert.equal(await codeOf(anna, { ...thirty, sex: "male" }), 200);
});

Deno.test("[A236] a refused birth date is remembered by the device for a day: any other is 403 too_young", async () => {
  await using server = await startServer();
  const [client, other] = [server.browser(), server.browser()];
  const account = (username: string, birthDate: string) => (
    { username, password, profile: { birthDate, sex: null } }
  );
  const code = async (answer: Promise<{ readonly body: unknown }>) =>
    ((await answer).body as { readonly code?: string }).code ?? "none";
  assert.equal(await code(client.signUp(account("anna", "2012-01-01"))), "too_young");
  assert.match(client.device ?? "", /^trio-device=/);
  assert.equal(client.cookie, "", "A refusal must not log anyone in");
  assert.equal(await code(client.signUp(account("anna", "1996-01-01"))), "too_young");
  // Without a profile; and then the form, which is no way around it.
  const bare = await client.signUp({ username: "anna", password });
  assert.equal(bare.status, 201);
  assert.equal(await codeOf({ user: bare.body.user, client }, thirty), "too_young");
  assert.equal(await code(other.signUp(account("bob", "1996-01-01"))), "none");
  server.clock.sleep(dayMs - 1);
  assert.equal(await codeOf({ user: bare.body.user, client }, thirty), "too_young");
  server.clock.advance(1);
  assert.equal(await codeOf({ user: bare.body.user, client }, thirty), 200);
});

Deno.test("[A236] who logs in at such a device keeps the profile that they have, and can change its sex", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  anna.client.device = "";
  assert.equal(await codeOf(anna, born("2012-01-01")), "too_young");
  assert.equal(await codeOf(anna, { ...thirty, sex: "other" }), 200);
  assert.equal(await codeOf(anna, born("1995-01-01")), "too_young");
  await place(anna);
});
