// Two who know each other and look for one more: invites, partners, and their one ticket.

import assert from "node:assert/strict";
import type { Criteria, Invite } from "../../protocol/domain.ts";
import {
  accept,
  connected,
  framesSoFar,
  groupsOf,
  invite,
  makePartners,
  partnerOf,
  password,
  place,
  signUp,
  strict,
  ticketOf,
} from "../support/server/people.ts";
import { drivers, startServer, type TestServer } from "../support/server/server.ts";

async function couple(server: TestServer) {
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  await makePartners(anna, bob);
  return { anna, bob };
}

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
  await using server = await startServer({
    env: { ORIGIN: "https://trio.example,https://trois.example" },
  });
  const { client } = await signUp(server, "anna");
  const linkFor = async (headers: Record<string, string>) => {
    const { body } = await client.request<{ invite: Invite }>("POST", "/api/invites", {}, headers);
    return body.invite.link;
  };
  assert.match(await linkFor({}), /^https:\/\/trio\.example\/invite\//);
  assert.match(
    await linkFor({ origin: "https://trois.example" }),
    /^https:\/\/trois\.example\/invite\//,
  );
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

  Deno.test(`[T34] cancelling the ticket, or the partnership, tells the other one, by either of them: ${sockets}`, async () => {
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

  Deno.test(`[T36] a block by either one ends the partnership and its ticket: ${sockets}`, async () => {
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
      const told = (await line.next("ticket", ({ ticket }) => ticket?.with !== undefined)).ticket;
      assert.deepEqual(told?.criteria, criteria);
      await line.close();
    }
  });
}
