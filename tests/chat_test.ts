// Chat over real sockets: who gets what, in which order, and what is refused.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { GroupId, Message, MessageId } from "../actors/protocol.ts";
import type { Line } from "../tools/client.ts";
import { connected, formTrio, groupsOf, place, signUp } from "./support/people.ts";
import { startServer } from "./support/server.ts";

const newId = () => v7() as MessageId;

async function say(line: Line, group: GroupId, text: string): Promise<Message> {
  const id = newId();
  line.send({ type: "send", group, id, text });
  return (await line.next("message", ({ message }) => message.id === id)).message;
}

async function errorOf(line: Line, frame: Parameters<Line["send"]>[0]): Promise<string> {
  line.send(frame);
  return (await line.next("error")).code;
}

Deno.test("[G1] who is not a member, or was one, can do nothing to a group, and it tells them nothing", async () => {
  await using server = startServer();
  const { anna, bob, group } = await formTrio(server);
  const eve = await signUp(server, "eve");
  const gone = await connected(bob);
  gone.send({ type: "quit", group });
  await gone.next("gone");
  const [foreign, nowhere] = [await connected(eve), newId() as string as GroupId];
  for (const [line, id] of [[foreign, group], [foreign, nowhere], [gone, group]] as const) {
    assert.equal(
      await errorOf(line, { type: "send", group: id, id: newId(), text: "let me in" }),
      "not_member",
    );
    assert.equal(await errorOf(line, { type: "read", group: id, seq: 1 }), "not_member");
    assert.equal(await errorOf(line, { type: "typing", group: id }), "not_member");
    assert.equal(await errorOf(line, { type: "quit", group: id }), "not_member");
  }
  for (const { client } of [eve, bob]) {
    for (const path of [`/api/groups/${group}`, `/api/groups/${group}/messages`]) {
      const there = await client.get<{ code: string }>(path);
      const not = await client.get<{ code: string }>(path.replace(group, nowhere));
      assert.deepEqual([there.status, there.body], [404, not.body]);
      assert.equal(there.body.code, "not_found");
    }
    assert.equal((await client.delete(`/api/groups/${group}/membership`)).status, 404);
  }
  const page = await anna.client.get<{ messages: Message[] }>(`/api/groups/${group}/messages`);
  assert.deepEqual(page.body.messages.map(({ kind }) => kind), ["formed", "left"]);
  await Promise.all([foreign.close(), gone.close()]);
});

Deno.test("[G2] a text reaches every socket of every member, the sender's too, as the same message", async () => {
  await using server = startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const lines = await Promise.all([anna, anna, bob, chloe].map((person) => connected(person)));
  const [sender] = lines;
  assert(sender);
  const id = newId();
  sender.send({ type: "send", group, id, text: "  Salut,\nça va ? " });
  for (const line of lines) {
    assert.deepEqual(await line.next("message"), {
      type: "message",
      group,
      message: {
        seq: 2,
        kind: "text",
        id,
        by: anna.user.id,
        at: "2026-06-15T12:00:00.000Z",
        text: "Salut,\nça va ?",
        editedAt: null,
        erased: false,
      },
    });
  }
  await Promise.all(lines.map((line) => line.close()));
});

Deno.test("[G3] texts sent at once by all three get the seqs 2, 3, 4 … without a gap, in one order for all", async () => {
  await using server = startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const lines = await Promise.all([anna, bob, chloe].map((person) => connected(person)));
  for (let round = 0; round < 10; round++) {
    for (const line of lines) line.send({ type: "send", group, id: newId(), text: `text ${round}` });
  }
  const seen = [];
  for (const line of lines) {
    await line.next("message", ({ message }) => message.seq === 31);
    seen.push(line.received.flatMap((frame) => frame.type === "message" ? [frame.message] : []));
    await line.close();
  }
  assert.deepEqual(seen[0]?.map(({ seq }) => seq), Array.from({ length: 30 }, (_, index) => index + 2));
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
});

Deno.test("[G4] a member who quit receives nothing more; the others see `left` and the group without them", async () => {
  await using server = startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const lines = await Promise.all([anna, bob, chloe].map((person) => connected(person)));
  const [a, b, c] = lines;
  assert(a && b && c);
  b.send({ type: "quit", group });
  await b.next("gone");
  for (const line of [a, c]) {
    const left = await line.next("message");
    assert.deepEqual([left.message.kind, left.message.by, left.message.seq], ["left", bob.user.id, 2]);
    const shown = (await line.next("group")).group;
    assert.equal(shown.members.length, 3);
    assert.equal(shown.members.find(({ id }) => id === bob.user.id)?.leftAt, "2026-06-15T12:00:00.000Z");
    assert.deepEqual([shown.lastSeq, shown.last?.kind, shown.name], [2, "left", "anna, bob, chloé"]);
  }
  await say(a, group, "without Bob");
  await c.next("message", ({ message }) => message.kind === "text");
  a.send({ type: "typing", group });
  await c.next("typing");
  b.send({ type: "ping" });
  const { heads } = await b.next("pong");
  assert.deepEqual(heads, {});
  assert.deepEqual(b.received.map(({ type }) => type), ["ready", "gone", "pong"]);
  assert.deepEqual(await groupsOf(bob), []);
  await Promise.all(lines.map((line) => line.close()));
});

Deno.test("[G5] DELETE membership does the same as the frame quit, once", async () => {
  await using server = startServer();
  const { anna, bob, group } = await formTrio(server);
  const lines = [await connected(anna), await connected(bob)];
  assert.equal((await bob.client.delete(`/api/groups/${group}/membership`)).status, 204);
  assert.equal((await bob.client.delete(`/api/groups/${group}/membership`)).status, 404);
  assert.equal((await lines[0]?.next("message"))?.message.kind, "left");
  assert.equal((await lines[1]?.next("gone"))?.group, group);
  await Promise.all(lines.map((line) => line.close()));
});

Deno.test("[G6] a send repeated with the same id takes effect once and is answered with the same message", async () => {
  await using server = startServer();
  const { anna, bob, group } = await formTrio(server);
  const [a, b] = [await connected(anna), await connected(bob)];
  const id = newId();
  for (const text of ["once", "once", "another text"]) a.send({ type: "send", group, id, text });
  const answers = [await a.next("message"), await a.next("message"), await a.next("message")];
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
  await say(b, group, "after it");
  assert.deepEqual(b.received.flatMap((frame) => frame.type === "message" ? [frame.message.seq] : []), [
    2,
    3,
  ]);
  const own = newId();
  b.send({ type: "send", group, id, text: "the same id by someone else is another message" });
  b.send({ type: "send", group, id: own, text: "last" });
  assert.equal((await b.next("message", ({ message }) => message.id === own)).message.seq, 5);
  await Promise.all([a.close(), b.close()]);
});

Deno.test("[G7] read moves forward only, is told to the members, and counts texts of others as unread", async () => {
  await using server = startServer();
  const { anna, bob, group } = await formTrio(server);
  const [a, b] = [await connected(anna), await connected(bob)];
  for (const text of ["one", "two", "three"]) await say(a, group, text);
  const unread = async (person: typeof bob) => {
    const [found] = await groupsOf(person);
    return [found?.readSeq, found?.unread];
  };
  assert.deepEqual(await unread(bob), [0, 3]);
  assert.deepEqual(await unread(anna), [0, 0]);
  assert.equal(await errorOf(b, { type: "read", group, seq: 5 }), "no_such_message");
  b.send({ type: "read", group, seq: 3 });
  assert.deepEqual(await a.next("read"), { type: "read", group, user: bob.user.id, seq: 3 });
  assert.deepEqual(await unread(bob), [3, 1]);
  b.send({ type: "read", group, seq: 2 });
  b.send({ type: "read", group, seq: 4 });
  assert.equal((await a.next("read")).seq, 4);
  assert.deepEqual(await unread(bob), [4, 0]);
  const [seenByAnna] = await groupsOf(anna);
  assert.equal(seenByAnna?.members.find(({ id }) => id === bob.user.id)?.readSeq, 4);
  await Promise.all([a.close(), b.close()]);
});

Deno.test("[G8] typing reaches the others, not oneself, and is stored nowhere", async () => {
  await using server = startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const [a, b, c] = [await connected(anna), await connected(bob), await connected(chloe)];
  a.send({ type: "typing", group });
  for (const line of [b, c]) {
    assert.deepEqual(await line.next("typing"), { type: "typing", group, user: anna.user.id });
  }
  a.send({ type: "ping" });
  assert.deepEqual((await a.next("pong")).heads, { [group]: 1 });
  assert(!a.received.some(({ type }) => type === "typing"));
  await Promise.all([a.close(), b.close(), c.close()]);
});

Deno.test("[G9] presence: online with the first socket, offline 10 s after the last one is gone", async () => {
  await using server = startServer();
  const { anna, bob, group } = await formTrio(server);
  const a = await connected(anna);
  const isBobOnline = async () =>
    (await groupsOf(anna))[0]?.members.find(({ id }) => id === bob.user.id)?.online;
  assert.equal(await isBobOnline(), false);
  const lines = [await connected(bob), await connected(bob)];
  assert.deepEqual(await a.next("presence"), { type: "presence", group, user: bob.user.id, online: true });
  await Promise.all(lines.map((line) => line.close()));
  // What the server does on a closed socket has happened once it answers a later request.
  assert.equal(await isBobOnline(), true);
  server.clock.advance(9_000);
  const back = await connected(bob);
  await back.close();
  assert.equal(await isBobOnline(), true);
  server.clock.advance(10_000);
  assert.deepEqual(await a.next("presence"), { type: "presence", group, user: bob.user.id, online: false });
  assert.equal(await isBobOnline(), false);
  await a.close();
});

Deno.test("[G10] groups are listed by latest activity, and a group of one's own can be looked up", async () => {
  await using server = startServer();
  const { anna, group } = await formTrio(server);
  for (const name of ["dora", "emil"]) await place(await signUp(server, name));
  await place(anna);
  server.clock.advance(1_000);
  const ids = async () => (await groupsOf(anna)).map(({ id }) => id);
  const [second] = await ids();
  assert.notEqual(second, group);
  const line = await connected(anna);
  await say(line, group, "latest");
  assert.deepEqual(await ids(), [group, second]);
  const { body } = await anna.client.get<{ group: unknown }>(`/api/groups/${group}`);
  assert.deepEqual(body.group, (await groupsOf(anna))[0]);
  await line.close();
});

Deno.test("[G11] history by seq: the last ones, those below, those above, with `more`", async () => {
  await using server = startServer();
  const { anna, group } = await formTrio(server);
  const line = await connected(anna);
  for (let text = 2; text <= 8; text++) await say(line, group, `text ${text}`);
  const run = async (query: string) => {
    const path = `/api/groups/${group}/messages${query}`;
    const { body } = await anna.client.get<{ messages: Message[]; more: boolean }>(path);
    return [body.messages.map(({ seq }) => seq), body.more];
  };
  assert.deepEqual(await run(""), [[1, 2, 3, 4, 5, 6, 7, 8], false]);
  assert.deepEqual(await run("?limit=3"), [[6, 7, 8], true]);
  assert.deepEqual(await run("?before=6&limit=3"), [[3, 4, 5], true]);
  assert.deepEqual(await run("?before=3&limit=3"), [[1, 2], false]);
  assert.deepEqual(await run("?before=1"), [[], false]);
  assert.deepEqual(await run("?after=0&limit=2"), [[1, 2], true]);
  assert.deepEqual(await run("?after=6&limit=2"), [[7, 8], false]);
  assert.deepEqual(await run("?after=8"), [[], false]);
  await line.close();
});

Deno.test("[X15] a history query of another shape or range is 400 invalid", async () => {
  await using server = startServer();
  const { anna, group } = await formTrio(server);
  const bad = [
    "before=-1",
    `before=${2 ** 53}`,
    "limit=0",
    "limit=201",
    "limit=x",
    "after=1.5",
    "before=1&after=1",
  ];
  for (const query of [...bad, "nonsense=1", "__proto__=1"]) {
    const { status, body } = await anna.client.get<{ code: string }>(
      `/api/groups/${group}/messages?${query}`,
    );
    assert.deepEqual([status, body.code], [400, "invalid"], query);
  }
  for (const id of ["nonsense", group.toUpperCase(), "__proto__"]) {
    assert.equal((await anna.client.get(`/api/groups/${id}`)).status, 404, id);
  }
});
