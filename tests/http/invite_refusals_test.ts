// Invites that cannot be made or used, and what two partners cannot ask for: refused, and nothing
// changed.

import assert from "node:assert/strict";
import {
  accept,
  formTrio,
  invite,
  makePartners,
  open,
  partnerOf,
  password,
  type Person,
  place,
  signUp,
  strict,
  ticketOf,
} from "../support/server/people.ts";
import { type Problem } from "../support/server/problems.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

const hourMs = 3_600_000;

async function couple(server: TestServer) {
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  await makePartners(anna, bob);
  return { anna, bob };
}

Deno.test("[X25] an invite cannot be made without a profile, or by someone who has a partner", async () => {
  await using server = await startServer();
  const bare = server.client();
  await bare.signUp({ username: "zoe", password });
  const refused = await bare.request<Problem>("POST", "/api/invites", {});
  assert.deepEqual([refused.status, refused.body.code], [409, "profile_required"]);
  const { anna, bob } = await couple(server);
  for (const { client } of [anna, bob]) {
    const { status, body } = await client.request<Problem>("POST", "/api/invites", {});
    assert.deepEqual([status, body.code], [409, "has_partner"]);
  }
});

Deno.test("[X25] an invite that nobody made is 404, one that is used or a day old 410, to look at and to accept", async () => {
  await using server = await startServer();
  const [anna, bob, clo] = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "clo"),
  ];
  const outcome = async (token: string) => {
    const look = await clo.client.get<Problem>(`/api/invites/${token}`);
    const { status, body } = await accept(clo, token);
    assert.deepEqual([look.status, look.body.code], [status, body.code]);
    return [status, body.code];
  };
  for (const token of ["A".repeat(22), "A".repeat(23), "nonsense", "%2e%2e", "A".repeat(5_000)]) {
    assert.deepEqual(await outcome(token), [404, "not_found"], token);
  }
  const [used, old] = [await invite(anna), await invite(anna)];
  assert.equal((await accept(bob, used.token)).status, 200);
  assert.deepEqual(await outcome(used.token), [410, "invite_over"]);
  server.clock.sleep(24 * hourMs);
  assert.deepEqual(await outcome(old.token), [410, "invite_over"]);
  assert.equal(await partnerOf(clo), null);
});

Deno.test("[X25] a party of oneself or of three is refused, and the invite is not used up", async () => {
  await using server = await startServer();
  const [anna, bob, clo] = [
    await signUp(server, "anna"),
    await signUp(server, "bob"),
    await signUp(server, "clo"),
  ];
  const [own, another] = [await invite(anna), await invite(anna)];
  const himself = await accept(anna, own.token);
  assert.deepEqual([himself.status, himself.body.code], [409, "own_invite"]);
  assert.equal((await accept(bob, own.token)).status, 200);
  const third = await accept(clo, another.token);
  assert.deepEqual([third.status, third.body.code], [409, "has_partner"]);
  const fromClo = await accept(bob, (await invite(clo)).token);
  assert.deepEqual([fromClo.status, fromClo.body.code], [409, "has_partner"]);
  assert.deepEqual([await partnerOf(anna), await partnerOf(clo)], [bob.user, null]);
});

Deno.test("[X25] a block, a wall, a group in common or a missing profile keeps two from being partners", async () => {
  await using server = await startServer({ env: { MIN_AGE: "16", MINORS_ACKNOWLEDGED: "1" } });
  const young = await signUp(server, "young", { birthDate: "2009-06-01", sex: "female" });
  const { anna, bob } = await formTrio(server);
  const dora = await signUp(server, "dora");
  const bare: Person = { client: server.client(), user: dora.user };
  await bare.client.signUp({ username: "bare", password });
  assert.equal((await dora.client.put(`/api/blocks/${anna.user.id}`, {})).status, 204);
  const { token } = await invite(anna);
  for (const guest of [young, bob, dora, bare]) {
    const { status, body } = await accept(guest, token);
    assert.deepEqual([status, body.code], [410, "invite_over"]);
    assert.equal(await partnerOf(guest), null);
  }
  assert.equal(await partnerOf(anna), null);
  assert.equal((await accept(await signUp(server, "eve"), token)).status, 200);
});

Deno.test("[X25] of many who accept one invite at once one becomes the partner", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const { token } = await invite(anna);
  const guests = [];
  for (const name of ["bob", "clo", "dora", "eve"]) guests.push(await signUp(server, name));
  const answers = await Promise.all(guests.map((guest) => accept(guest, token)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410, 410]);
  const partners = await Promise.all(guests.map(partnerOf));
  assert.equal(partners.filter((partner) => partner?.id === anna.user.id).length, 1);
});

Deno.test("[X25] the eleventh invite at once is 429 slow_down, for its maker alone", async () => {
  await using server = await startServer();
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  for (let count = 0; count < 10; count++) await invite(anna);
  const held = await anna.client.request<Problem>("POST", "/api/invites", {});
  assert.deepEqual([held.status, held.body.code], [429, "slow_down"]);
  await invite(bob);
  server.clock.advance(Number(held.headers.get("retry-after")) * 1_000);
  await invite(anna);
});

Deno.test("[X25] invites count over all processes on a database", async () => {
  await using one = await startServer();
  await using other = await startServer({ store: one.store, clock: one.clock });
  const anna = await signUp(one, "anna");
  const elsewhere = other.client();
  await elsewhere.logIn("anna", password);
  for (let count = 0; count < 5; count++) {
    await invite(anna);
    await invite({ ...anna, client: elsewhere });
  }
  for (const client of [anna.client, elsewhere]) {
    const held = await client.request<Problem>("POST", "/api/invites", {});
    assert.deepEqual([held.status, held.body.code], [429, "slow_down"]);
  }
});

Deno.test("[X26] criteria that leave nobody who could be the third are 409 no_third, and nothing changes", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna", { birthDate: "1996-01-01", sex: "female" });
  const bob = await signUp(server, "bob", { birthDate: "1996-01-01", sex: "male" });
  await makePartners(anna, bob);
  const { status, body } = await bob.client.put<Problem>("/api/ticket", { criteria: strict });
  assert.deepEqual([status, body.code], [409, "no_third"]);
  assert.deepEqual([await ticketOf(anna), await ticketOf(bob)], [null, null]);
});

Deno.test("[X26] criteria that a partner cannot meet are refused for both", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const bob = await signUp(server, "bob", { birthDate: "1996-01-01", sex: null });
  await makePartners(anna, bob);
  for (const { client } of [anna, bob]) {
    const { status, body } = await client.put<Problem>("/api/ticket", { criteria: strict });
    assert.deepEqual([status, body.code], [409, "sex_undisclosed"]);
  }
  assert.deepEqual([await ticketOf(anna), await ticketOf(bob)], [null, null]);
  await place(anna, open);
});
