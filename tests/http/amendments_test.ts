// Editing, taking back and reacting, over real sockets: who may, what everyone sees, and what is
// left in the log.

import assert from "node:assert/strict";
import type { ClientFrame } from "../../protocol/frames.ts";
import type { GroupId, Message, MessageId } from "../../protocol/domain.ts";
import type { Line } from "../../tools/client.ts";
import {
  connected,
  formTrio,
  groupsOf,
  newMessageId,
  type Person,
  say,
} from "../support/server/people.ts";
import { drivers, startServer } from "../support/server/server.ts";

async function messageOf(line: Line, frame: ClientFrame & { id: MessageId }): Promise<Message> {
  line.send(frame);
  return (await line.next("message", ({ message }) => message.id === frame.id)).message;
}

async function logOf({ client }: Person, group: GroupId): Promise<Message[]> {
  return (await client.get<{ messages: Message[] }>(`/api/groups/${group}/messages`)).body.messages;
}

async function refusalOf(line: Line, frame: ClientFrame & { id: MessageId }): Promise<string> {
  line.send(frame);
  return (await line.next("error", ({ id }) => id === frame.id)).code;
}

for (const sockets of drivers) {
  Deno.test(`[G12] nobody edits or erases what is not their own, nor what is no text; and nothing is stored: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    await say(a, group, "mine");
    const edit = (seq: number): ClientFrame & { id: MessageId } => (
      { type: "edit", group, id: newMessageId(), seq, text: "yours" }
    );
    assert.equal(await refusalOf(b, edit(2)), "not_yours");
    assert.equal(
      await refusalOf(b, { type: "erase", group, id: newMessageId(), seq: 2 }),
      "not_yours",
    );
    for (const seq of [0, 1, 3, 99]) {
      assert.equal(await refusalOf(a, edit(seq)), "no_such_message", String(seq));
      assert.equal(
        await refusalOf(a, { type: "erase", group, id: newMessageId(), seq }),
        "no_such_message",
      );
      const react = {
        type: "react",
        group,
        id: newMessageId(),
        seq,
        emoji: "👍",
        on: true,
      } as const;
      assert.equal(await refusalOf(a, react), "no_such_message");
    }
    assert.deepEqual((await logOf(anna, group)).map(({ kind }) => kind), ["formed", "text"]);
    assert.equal((await say(b, group, "next")).seq, 3);
    await Promise.all([a.close(), b.close()]);
  });

  Deno.test(`[G13] an edit takes a place in the log, and the text and its edits are read as it is now: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    const original = await say(a, group, "frist");
    const id = newMessageId();
    server.clock.advance(1_000);
    const edited = await messageOf(a, { type: "edit", group, id, seq: 2, text: " first " });
    const expected = {
      seq: 3,
      kind: "edited",
      id,
      by: anna.user.id,
      at: "2026-06-15T12:00:01.000Z",
      target: 2,
    };
    assert.deepEqual(edited, { ...expected, text: "first" });
    assert.deepEqual((await b.next("message", ({ message }) => message.id === id)).message, edited);
    await messageOf(a, { type: "edit", group, id: newMessageId(), seq: 2, text: "first!" });
    const [, text, first, second] = await logOf(bob, group);
    assert.deepEqual(text, { ...original, text: "first!", editedAt: "2026-06-15T12:00:01.000Z" });
    assert.deepEqual([first?.kind, second?.kind], ["edited", "edited"]);
    for (const edit of [first, second]) {
      assert.equal(edit?.kind === "edited" && edit.text, "first!");
    }
    await Promise.all([a.close(), b.close()]);
  });

  Deno.test(`[G14] a text taken back is empty everywhere, its edits too, and is not unread; nothing more can be done to it: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const a = await connected(anna);
    const { id } = await say(a, group, "secret");
    await messageOf(a, { type: "edit", group, id: newMessageId(), seq: 2, text: "secret 2" });
    assert.equal((await groupsOf(bob))[0]?.unread, 1);
    const erased = await messageOf(a, { type: "erase", group, id: newMessageId(), seq: 2 });
    assert.deepEqual([erased.seq, erased.kind === "erased" && erased.target], [4, 2]);
    const log = await logOf(bob, group);
    assert(!JSON.stringify(log).includes("secret"));
    assert(log[1]?.kind === "text" && log[1].erased && log[1].text === "");
    assert.equal((await groupsOf(bob))[0]?.unread, 0);
    const edit = { type: "edit", group, id: newMessageId(), seq: 2, text: "again" } as const;
    assert.equal(await refusalOf(a, edit), "no_such_message");
    assert.equal(
      await refusalOf(a, { type: "erase", group, id: newMessageId(), seq: 2 }),
      "no_such_message",
    );
    a.send({ type: "send", group, id, text: "secret" });
    const repeat = await a.next("message", ({ message }) => message.id === id);
    assert(repeat.message.kind === "text" && repeat.message.erased);
    await a.close();
  });

  Deno.test(`[G15] anyone of the group reacts to any text, with one emoji, on and off: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    await say(a, group, "hello");
    for (const [emoji, on] of [["👍", true], ["👩‍👩‍👧‍👦", true], ["👍", false]] as const) {
      const id = newMessageId();
      const reacted = await messageOf(b, { type: "react", group, id, seq: 2, emoji, on });
      assert.deepEqual(
        (await a.next("message", ({ message }) => message.id === id)).message,
        reacted,
      );
      assert(reacted.kind === "reacted");
      assert.deepEqual([reacted.target, reacted.emoji, reacted.on, reacted.by], [
        2,
        emoji,
        on,
        bob.user.id,
      ]);
    }
    assert.equal((await groupsOf(anna))[0]?.unread, 0);
    await Promise.all([a.close(), b.close()]);
  });

  Deno.test(`[G16] an edit, erase or react repeated with its id takes effect once and is answered with the same message: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await formTrio(server);
    const a = await connected(anna);
    await say(a, group, "hello");
    const frames = [
      { type: "edit", group, id: newMessageId(), seq: 2, text: "hello!" },
      { type: "react", group, id: newMessageId(), seq: 2, emoji: "👍", on: true },
      { type: "erase", group, id: newMessageId(), seq: 2 },
    ] as const;
    for (const [index, frame] of frames.entries()) {
      const first = await messageOf(a, frame);
      assert.deepEqual(await messageOf(a, frame), first);
      assert.equal(first.seq, 3 + index);
    }
    assert.equal((await logOf(anna, group)).length, 5);
    await a.close();
  });
}
