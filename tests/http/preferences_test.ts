// Receipts, typing and presence, which a user switches off both ways, over real sockets.

import assert from "node:assert/strict";
import type { GroupId, Member, Preferences, UserId } from "../../protocol/domain.ts";
import type { Group } from "../../protocol/domain.ts";
import type { Line } from "../../tools/client.ts";
import { createFaultyStore } from "../support/memory_store/faulty_store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import {
  connected,
  formTrio,
  framesSoFar,
  groupsOf,
  type Person,
  place,
  say,
  signUp,
} from "../support/server/people.ts";
import { groupOf, openSeat, quit } from "../support/server/seats.ts";
import { drivers, startServer } from "../support/server/server.ts";

const all: Preferences = { receipts: true, typing: true, presence: true };

async function prefer({ client }: Person, change: Partial<Preferences>): Promise<void> {
  const { status, body } = await client.put("/api/me/preferences", { ...all, ...change });
  assert.deepEqual([status, body], [200, { preferences: { ...all, ...change } }]);
}

function memberIn(group: Group | undefined, id: UserId): Member {
  return group?.members.find((member) => member.id === id) ?? assert.fail("No such member");
}

/** What frames of these types said since the last call, of others. */
async function told(line: Line, type: "read" | "typing" | "presence", from: Person) {
  const frames = await framesSoFar(line);
  const found = frames.filter((frame) => frame.type === type && frame.user === from.user.id).length;
  line.received.length = 0;
  return found;
}

async function shownOnline(viewer: Person, group: GroupId, of: Person): Promise<boolean> {
  return memberIn(await groupOf(viewer, group), of.user.id).online;
}

Deno.test("[A237] preferences are all on at first, are told by GET /api/me and with one's data, and are three booleans", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const mine = async (path: string) =>
    (await anna.client.get<{ preferences: Preferences }>(path)).body.preferences;
  assert.deepEqual(await mine("/api/me"), all);
  await prefer(anna, { typing: false });
  assert.deepEqual(await mine("/api/me"), { ...all, typing: false });
  assert.deepEqual(await mine("/api/me/data"), { ...all, typing: false });
  const wrong = [{}, { receipts: true, typing: true }, { ...all, presence: 1 }, {
    ...all,
    x: true,
  }];
  for (const body of [...wrong, null, []]) {
    const answer = await anna.client.put("/api/me/preferences", body);
    assert.equal(answer.status, 400, JSON.stringify(body));
  }
  assert.deepEqual(await mine("/api/me"), { ...all, typing: false });
});

for (const sockets of drivers) {
  Deno.test(`[G73] without receipts nobody is told how far one has read, nor is one told of others: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const [a, b, c] = [await connected(anna), await connected(bob), await connected(chloe)];
    const other = await connected(bob);
    await say(a, group, "hello");
    for (const line of [a, b, c]) line.send({ type: "read", group, seq: 1 });
    await c.next("read", ({ user }) => user === bob.user.id);
    await prefer(bob, { receipts: false });
    // At once: the groups are shown again to both sides.
    const shown = (await a.next("group")).group;
    assert.equal(memberIn(shown, bob.user.id).readSeq, 0);
    assert.equal(memberIn(shown, chloe.user.id).readSeq, 1);
    const own = (await b.next("group")).group;
    assert.deepEqual(own.members.map(({ readSeq }) => readSeq), [0, 1, 0]);
    for (const line of [a, b, c, other]) line.received.length = 0;
    server.clock.advance(1_000);
    for (const line of [b, c]) line.send({ type: "read", group, seq: 2 });
    server.clock.advance(1_000);
    await a.next("read", ({ user, seq }) => user === chloe.user.id && seq === 2);
    await other.next("read", ({ user, seq }) => user === bob.user.id && seq === 2);
    assert.equal(await told(a, "read", bob), 0);
    assert.equal(await told(b, "read", chloe), 0);
    // In lists, by `ready`, and of oneself as ever.
    assert.equal(memberIn((await groupsOf(anna))[0], bob.user.id).readSeq, 0);
    const { groups: [ready] } = await (await bob.client.connect()).hello();
    assert.equal(memberIn(ready, chloe.user.id).readSeq, 0);
    assert.deepEqual([memberIn(ready, bob.user.id).readSeq, ready?.readSeq, ready?.unread], [
      2,
      2,
      0,
    ]);
    await prefer(bob, {});
    assert.equal(memberIn(await groupOf(anna, group), bob.user.id).readSeq, 2);
    assert.equal(memberIn(await groupOf(bob, group), chloe.user.id).readSeq, 2);
    await Promise.all([a, b, c, other].map((line) => line.close()));
  });
}

for (const sockets of drivers) {
  Deno.test(`[G73] without typing nobody is told that one types, nor is one told of others: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const [a, b, c] = [await connected(anna), await connected(bob), await connected(chloe)];
    await prefer(bob, { typing: false });
    for (const line of [a, b, c]) line.send({ type: "typing", group });
    await c.next("typing", ({ user }) => user === anna.user.id);
    await a.next("typing", ({ user }) => user === chloe.user.id);
    assert.equal(await told(a, "typing", bob), 0);
    assert.equal(await told(c, "typing", bob), 0);
    assert.equal(await told(b, "typing", anna), 0);
    await prefer(bob, {});
    b.send({ type: "typing", group });
    await a.next("typing", ({ user }) => user === bob.user.id);
    await Promise.all([a, b, c].map((line) => line.close()));
  });
}

for (const sockets of drivers) {
  Deno.test(`[G73] without presence one is offline to all, and all are to one: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    assert.equal(await shownOnline(anna, group, bob), true);
    await prefer(bob, { presence: false });
    assert.equal(memberIn((await a.next("group")).group, bob.user.id).online, false);
    const own = (await b.next("group")).group;
    assert.deepEqual(own.members.map(({ online }) => online), [false, true, false]);
    a.received.length = 0;
    b.received.length = 0;
    const c = await connected(chloe);
    await a.next("presence", ({ user }) => user === chloe.user.id);
    assert.equal(await told(b, "presence", chloe), 0);
    assert.equal(await shownOnline(bob, group, chloe), false);
    assert.equal(await shownOnline(chloe, group, bob), false);
    await b.close();
    server.clock.advance(11_000);
    const back = await connected(bob);
    assert.equal(await told(a, "presence", bob), 0);
    await prefer(bob, {});
    assert.equal(memberIn((await a.next("group")).group, bob.user.id).online, true);
    assert.equal(await shownOnline(bob, group, chloe), true);
    await Promise.all([a, c, back].map((line) => line.close()));
  });
}

for (const sockets of drivers) {
  Deno.test(`[G74] a group that is formed, or joined, of tickets placed before shows what users prefer now: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const people = await Promise.all(["anna", "bob", "chloé"].map((name) => signUp(server, name)));
    const [anna, bob, chloe] = people;
    assert(anna && bob && chloe);
    const [a, b] = [await connected(anna), await connected(bob)];
    await place(anna);
    await place(bob);
    await prefer(bob, { presence: false });
    await place(chloe);
    const formed = (await a.next("group")).group;
    assert.deepEqual(formed.members.map(({ online }) => online), [true, false, false]);
    const own = (await b.next("group")).group;
    assert.deepEqual(own.members.map(({ online }) => online), [false, true, false]);
    await quit(chloe, formed.id);
    await openSeat(anna, formed.id);
    const dora = await signUp(server, "dora");
    const d = await connected(dora);
    await prefer(dora, { presence: false });
    await place(dora);
    const joined = (await a.next("group", ({ group }) => group.members.length === 4)).group;
    assert.equal(memberIn(joined, dora.user.id).online, false);
    assert.equal(memberIn((await d.next("group")).group, anna.user.id).online, false);
    await Promise.all([a, b, d].map((line) => line.close()));
  });
}

for (const sockets of drivers) {
  Deno.test(`[G74] preferences that could not be shown to everybody are 503, and a repeat shows them: ${sockets}`, async () => {
    const faulty = createFaultyStore(createMemoryStore());
    await using server = await startServer({ sockets, store: faulty.store });
    const { anna, bob, group } = await formTrio(server);
    const a = await connected(anna);
    const b = await connected(bob);
    await a.next("presence");
    faulty.fail("coMembers", "before");
    const off = { ...all, presence: false };
    assert.equal((await bob.client.put("/api/me/preferences", off)).status, 503);
    await prefer(bob, off);
    assert.equal(memberIn((await a.next("group")).group, bob.user.id).online, false);
    assert.equal(await shownOnline(anna, group, bob), false);
    await Promise.all([a.close(), b.close()]);
  });
}
