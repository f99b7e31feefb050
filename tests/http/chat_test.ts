// Chat over real sockets: who gets what, in which order, and what is refused.

import assert from "node:assert/strict";
import type { GroupId, Message } from "../../protocol/domain.ts";
import {
  connected,
  errorOf,
  formTrio,
  groupsOf,
  newMessageId,
  say,
  signUp,
} from "../support/server/people.ts";
import { drivers, startServer } from "../support/server/server.ts";

for (const sockets of drivers) {
  Deno.test(`[G1] who is not a member, or was one, can do nothing to a group, and it tells them nothing: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const eve = await signUp(server, "eve");
    const gone = await connected(bob);
    gone.send({ type: "quit", group });
    await gone.next("gone");
    const [foreign, nowhere] = [await connected(eve), newMessageId() as string as GroupId];
    for (const [line, id] of [[foreign, group], [foreign, nowhere], [gone, group]] as const) {
      assert.equal(
        await errorOf(line, { type: "send", group: id, id: newMessageId(), text: "let me in" }),
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

  Deno.test(`[G2] a text reaches every socket of every member, the sender's too, as the same message: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const lines = await Promise.all([anna, anna, bob, chloe].map((person) => connected(person)));
    const [sender] = lines;
    assert(sender);
    const id = newMessageId();
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
          reply: null,
        },
      });
    }
    await Promise.all(lines.map((line) => line.close()));
  });

  Deno.test(`[G3] texts sent at once by all three get the seqs 2, 3, 4 … without a gap, in one order for all: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const lines = await Promise.all([anna, bob, chloe].map((person) => connected(person)));
    for (let round = 0; round < 10; round++) {
      for (const line of lines) {
        line.send({ type: "send", group, id: newMessageId(), text: `text ${round}` });
      }
    }
    const seen = [];
    for (const line of lines) {
      await line.next("message", ({ message }) => message.seq === 31);
      seen.push(line.received.flatMap((frame) => frame.type === "message" ? [frame.message] : []));
      await line.close();
    }
    assert.deepEqual(
      seen[0]?.map(({ seq }) => seq),
      Array.from({ length: 30 }, (_, index) => index + 2),
    );
    assert.deepEqual(seen[1], seen[0]);
    assert.deepEqual(seen[2], seen[0]);
  });

  Deno.test(`[G4] a member who quit receives nothing more; the others see \`left\` and the group without them: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const lines = await Promise.all([anna, bob, chloe].map((person) => connected(person)));
    const [a, b, c] = lines;
    assert(a && b && c);
    b.send({ type: "quit", group });
    await b.next("gone");
    for (const line of [a, c]) {
      const left = await line.next("message");
      assert.deepEqual([left.message.kind, left.message.by, left.message.seq], [
        "left",
        bob.user.id,
        2,
      ]);
      const shown = (await line.next("group")).group;
      assert.equal(shown.members.length, 3);
      assert.equal(
        shown.members.find(({ id }) => id === bob.user.id)?.leftAt,
        "2026-06-15T12:00:00.000Z",
      );
      assert.deepEqual([shown.lastSeq, shown.last?.kind, shown.name], [
        2,
        "left",
        "anna, bob, chloé",
      ]);
    }
    await say(a, group, "without Bob");
    await c.next("message", ({ message }) => message.kind === "text");
    a.send({ type: "typing", group });
    await c.next("typing");
    b.send({ type: "ping" });
    const { heads } = await b.next("pong");
    assert.deepEqual(heads, {});
    // The others came online at any time while Bob was still a member.
    const told = b.received.map(({ type }) => type).filter((type) => type !== "presence");
    assert.deepEqual(told, ["ready", "gone", "pong"]);
    assert.deepEqual(await groupsOf(bob), []);
    await Promise.all(lines.map((line) => line.close()));
  });

  Deno.test(`[G5] DELETE membership does the same as the frame quit, once: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const lines = [await connected(anna), await connected(bob)];
    assert.equal((await bob.client.delete(`/api/groups/${group}/membership`)).status, 204);
    assert.equal((await bob.client.delete(`/api/groups/${group}/membership`)).status, 404);
    assert.equal((await lines[0]?.next("message"))?.message.kind, "left");
    assert.equal((await lines[1]?.next("gone"))?.group, group);
    await Promise.all(lines.map((line) => line.close()));
  });

  Deno.test(`[G6] a send repeated with the same id takes effect once and is answered with the same message: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    const id = newMessageId();
    for (const text of ["once", "once", "another text"]) a.send({ type: "send", group, id, text });
    const answers = [await a.next("message"), await a.next("message"), await a.next("message")];
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
    await say(b, group, "after it");
    assert.deepEqual(
      b.received.flatMap((frame) => frame.type === "message" ? [frame.message.seq] : []),
      [
        2,
        3,
      ],
    );
    const own = newMessageId();
    b.send({ type: "send", group, id, text: "the same id by someone else is another message" });
    b.send({ type: "send", group, id: own, text: "last" });
    assert.equal((await b.next("message", ({ message }) => message.id === own)).message.seq, 5);
    await Promise.all([a.close(), b.close()]);
  });
}
