// Two who know each other and look for one more: invites, partners, and their one ticket.

import assert from "node:assert/strict";
import type { Criteria, Invite } from "../actors/protocol.ts";
import {
  accept,
  connected,
  formTrio,
  framesSoFar,
  groupsOf,
  makePartners,
  open,
  partnerOf,
  password,
  type Person,
  place,
  signUp,
  strict,
  ticketOf,
} from "./support/people.ts";
import { type Problem } from "./support/problems.ts";
import { drivers, startServer, type TestServer } from "./support/server.ts";

const hourMs = 3_600_000;

async function invite({ client }: Person): Promise<Invite> {
  const { status, body } = await client.request<{ invite: Invite }>("POST", "/api/invites", {});
  assert.equal(status, 201, JSON.stringify(body));
  return body.invite;
}

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
  server.clock.advance(24 * hourMs);
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
  await using server = await startServer({ env: { MIN_AGE: "16" } });
  const young = await signUp(server, "young", { birthDate: "2009-06-01", sex: "female" });
  const { anna, bob } = await formTrio(server);
  const dora = await signUp(server, "dora");
  const bare: Person = { client: server.client(), user: dora.user };
  await bare.client.signUp({ username: "bare", password });
  assert.equal((await dora.client.put(`/api/blocks/${anna.user.id}`, {})).status, 204);
  const { token } = await invite(anna);
  for (const guest of [young, bob, dora, bare]) {
    const { status, body } = await accept(guest, token);
    assert.deepEqual([status, body.code], [409, "kept_apart"]);
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

Deno.test("[T30] an invite is 128 random bits in a link of the page, holds a day, and tells who invites", async () => {
  await using server = await startServer();
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  const one = await invite(anna);
  const two = await invite(anna);
  assert.match(one.token, /^[\w-]{22}$/);
  assert.notEqual(one.token, two.token);
  assert.deepEqual(one.expiresAt, "2026-06-16T12:00:00.000Z");
  assert.equal(one.link, `${server.url}/invite/${one.token}`);
  assert.equal((await fetch(one.link).then((page) => page.text())).includes("html"), true);
  const { status, body } = await bob.client.get(`/api/invites/${one.token}`);
  assert.deepEqual([status, body], [200, { inviter: anna.user, expiresAt: one.expiresAt }]);
  assert.equal(await server.store.invite(one.token), null, "The token itself is not kept");
});

Deno.test("[T30] the link leads to where the page was opened, of the server's own origins", async () => {
  await using server = await startServer({ env: { ORIGIN: "https://trio.example,https://trois.example" } });
  const { client } = await signUp(server, "anna");
  const linkFor = async (headers: Record<string, string>) => {
    const { body } = await client.request<{ invite: Invite }>("POST", "/api/invites", {}, headers);
    return body.invite.link;
  };
  assert.match(await linkFor({}), /^https:\/\/trio\.example\/invite\//);
  assert.match(await linkFor({ origin: "https://trois.example" }), /^https:\/\/trois\.example\/invite\//);
});

for (const sockets of drivers) {
  Deno.test(`[T31] an accepted invite makes two partners, and each is told who the other one is: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const [a, b] = [await connected(anna), await connected(bob)];
    const { token } = await invite(anna);
    assert.deepEqual((await accept(bob, token)).body, { partner: anna.user });
    assert.deepEqual((await a.next("partner")).partner, bob.user);
    assert.deepEqual((await b.next("partner")).partner, anna.user);
    assert.deepEqual([await partnerOf(anna), await partnerOf(bob)], [bob.user, anna.user]);
    const again = await bob.client.connect();
    assert.deepEqual((await again.hello()).partner, anna.user);
    for (const line of [a, b]) {
      assert((await framesSoFar(line)).every(({ type }) => type !== "ticket"), "Nobody waited");
    }
    await Promise.all([a, b, again].map((line) => line.close()));
  });

  Deno.test(`[T32] one ticket is of both: each is told of it with the other one, and a third completes it: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob } = await couple(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    await place(bob);
    const told = [(await a.next("ticket")).ticket, (await b.next("ticket")).ticket];
    assert.deepEqual(told.map((ticket) => ticket?.with), [bob.user, anna.user]);
    assert.equal(told[0]?.id, told[1]?.id);
    assert.deepEqual((await ticketOf(anna))?.with, bob.user);
    assert.deepEqual(await groupsOf(anna), []);
    const clo = await signUp(server, "clo");
    await place(clo);
    for (const line of [a, b]) {
      assert.equal((await line.next("group")).group.members.length, 3);
      assert.equal((await line.next("ticket", ({ ticket }) => ticket === null)).ticket, null);
      assert.equal((await line.next("partner")).partner, null);
      await line.close();
    }
    assert.deepEqual([await partnerOf(anna), await partnerOf(bob)], [null, null]);
    assert.equal((await groupsOf(clo)).length, 1);
  });

  Deno.test(`[T33] the criteria hold for each of the two against the third: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const anna = await signUp(server, "anna");
    const bob = await signUp(server, "bob", { birthDate: "1986-01-01", sex: "male" });
    await makePartners(anna, bob);
    await place(anna, { sex: "any", age: 5, widen: false });
    // Within five years of Anna, not of Bob; then of Bob, not of Anna.
    const young = await signUp(server, "young", { birthDate: "1994-01-01", sex: "male" });
    const old = await signUp(server, "old", { birthDate: "1984-01-01", sex: "male" });
    await place(young);
    await place(old);
    assert.deepEqual([await groupsOf(anna), await groupsOf(young)], [[], []]);
    await place(anna, { sex: "any", age: 8, widen: false });
    assert.deepEqual((await groupsOf(bob))[0]?.members.map(({ username }) => username).sort(), [
      "anna",
      "bob",
      "young",
    ]);
    assert((await ticketOf(old)) !== null);
  });

  Deno.test(`[T34] cancelling the ticket, or the partnership, tells the other one, whoever does it: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob } = await couple(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    await place(anna);
    for (const line of [a, b]) assert((await line.next("ticket")).ticket);
    assert.equal((await bob.client.delete("/api/ticket")).status, 204);
    for (const line of [a, b]) assert.equal((await line.next("ticket")).ticket, null);
    assert.deepEqual(await partnerOf(anna), bob.user, "They are partners all the same");
    await place(bob);
    for (const line of [a, b]) assert((await line.next("ticket")).ticket);
    assert.equal((await bob.client.delete("/api/partner")).status, 204);
    assert.equal((await bob.client.delete("/api/partner")).status, 204);
    for (const line of [a, b]) {
      assert.equal((await line.next("ticket")).ticket, null);
      assert.equal((await line.next("partner")).partner, null);
      await line.close();
    }
    assert.deepEqual([await ticketOf(anna), await partnerOf(anna)], [null, null]);
  });

  Deno.test(`[T35] logging out of the last session ends the partnership, of another one not: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob } = await couple(server);
    const elsewhere = server.client();
    await elsewhere.logIn("bob", password);
    const line = await connected(anna);
    await place(anna);
    assert((await line.next("ticket")).ticket);
    await elsewhere.logOut();
    assert.deepEqual(await partnerOf(anna), bob.user);
    await bob.client.logOut();
    assert.equal((await line.next("ticket")).ticket, null);
    assert.equal((await line.next("partner")).partner, null);
    assert.equal(await partnerOf(anna), null);
    await line.close();
  });

  Deno.test(`[T36] a block ends the partnership and its ticket, whoever of the two blocks: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob } = await couple(server);
    const line = await connected(anna);
    await place(anna);
    assert((await line.next("ticket")).ticket);
    assert.equal((await bob.client.put(`/api/blocks/${anna.user.id}`, {})).status, 204);
    assert.equal((await line.next("ticket")).ticket, null);
    assert.equal((await line.next("partner")).partner, null);
    assert.deepEqual([await partnerOf(anna), await partnerOf(bob)], [null, null]);
    await line.close();
  });

  Deno.test(`[T37] who waits when an invite is accepted waits on for both, with the criteria of the inviter: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const criteria: Criteria = { sex: "any", age: 7, widen: false };
    await place(anna, criteria);
    await place(bob, strict);
    const [a, b] = [await connected(anna), await connected(bob)];
    const { token } = await invite(anna);
    assert.equal((await accept(bob, token)).status, 200);
    for (const line of [a, b]) {
      const told = (await line.next("ticket")).ticket;
      assert.deepEqual([told?.criteria, Boolean(told?.with)], [criteria, true]);
      await line.close();
    }
  });
}

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
