// Texts that answer another one, over real sockets: which may be answered, and who sees which.

import assert from "node:assert/strict";
import type { Message, TextMessage } from "../../protocol/domain.ts";
import type { Line } from "../../tools/client.ts";
import { report, setRole } from "../support/server/moderators.ts";
import { connected, formTrio, newMessageId, place, say, signUp } from "../support/server/people.ts";
import { groupOf, messagesOf, openSeat, quit } from "../support/server/seats.ts";
import { drivers, startServer } from "../support/server/server.ts";
import type { GroupId } from "../../protocol/domain.ts";

function sendReply(line: Line, group: GroupId, reply: number, id = newMessageId()) {
  line.send({ type: "send", group, id, text: `to ${reply}`, reply });
  return id;
}

async function answer(line: Line, group: GroupId, reply: number): Promise<Message> {
  const id = sendReply(line, group, reply);
  return (await line.next("message", ({ message }) => message.id === id)).message;
}

async function refusalOf(line: Line, group: GroupId, reply: number): Promise<string> {
  const id = sendReply(line, group, reply);
  return (await line.next("error", (error) => error.id === id)).code;
}

function repliesIn(messages: readonly Message[]): (number | null)[] {
  return messages.filter((message): message is TextMessage => message.kind === "text")
    .map(({ reply }) => reply);
}

for (const sockets of drivers) {
  Deno.test(`[G70] a text answers a text that its author may see, and names it to all; any other is no_such_message: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const [a, b] = [await connected(anna), await connected(bob)];
    await say(a, group, "first");
    a.send({ type: "react", group, id: newMessageId(), seq: 2, emoji: "👍", on: true });
    for (const seq of [0, 1, 3, 4, 99]) {
      assert.equal(await refusalOf(b, group, seq), "no_such_message", String(seq));
    }
    const id = sendReply(b, group, 2);
    const isIt = ({ message }: { message: Message }) => message.id === id;
    const { message } = await b.next("message", isIt);
    assert.deepEqual(message, { ...message, seq: 4, text: "to 2", reply: 2 });
    assert.deepEqual((await a.next("message", isIt)).message, message);
    sendReply(b, group, 2, id);
    assert.deepEqual((await b.next("message", isIt)).message, message, "A repeat is the same");
    // A text keeps its place, and what answers it, when it is taken back.
    a.send({ type: "erase", group, id: newMessageId(), seq: 2 });
    await a.next("message", ({ message }) => message.kind === "erased");
    assert.equal((await answer(b, group, 2)).seq, 6);
    assert.deepEqual(repliesIn(await messagesOf(anna, group)), [null, 2, 2]);
    assert.equal((await groupOf(anna, group)).last?.seq, 6);
    const { body } = await bob.client.get<{ groups: { texts: { reply: number | null }[] }[] }>(
      "/api/me/data",
    );
    assert.deepEqual(body.groups[0]?.texts.map(({ reply }) => reply), [2, 2]);
    await Promise.all([a.close(), b.close()]);
  });
}

for (const sockets of drivers) {
  Deno.test(`[G71] to who came in later an answer to what was before names nothing: live, resumed, in lists and as evidence: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, chloe, group } = await formTrio(server);
    const a = await connected(anna);
    await say(a, group, "before");
    await quit(bob, group);
    const dora = await signUp(server, "dora");
    const d = await connected(dora);
    await openSeat(chloe, group);
    await place(dora);
    const { group: joined } = await d.next("group");
    assert.equal(await refusalOf(d, group, 2), "no_such_message");
    const shown = await answer(a, group, 2);
    assert.equal(repliesIn([shown])[0], 2);
    const isIt = ({ message }: { message: Message }) => message.id === shown.id;
    const seen = { ...shown, reply: null };
    assert.deepEqual((await d.next("message", isIt)).message, seen);
    assert.deepEqual((await groupOf(dora, group)).last, seen);
    assert.deepEqual((await messagesOf(dora, group)).at(-1), seen);
    assert.deepEqual((await messagesOf(anna, group)).at(-1), shown);
    const back = await connected(dora, { [group]: joined.firstSeq });
    assert.deepEqual((await back.next("message", isIt)).message, seen);
    const found = await dora.client.get<{ messages: Message[] }>(
      `/api/groups/${group}/search?q=to`,
    );
    assert.deepEqual(found.body.messages, [seen]);
    assert.equal(await report(dora, group, anna), 204);
    await setRole(server, bob, "moderator");
    const queue = await server.store.reports("open", { after: null, limit: 1 });
    assert.deepEqual(queue?.reports[0]?.evidence.at(-1), seen);
    // To what she saw an answer is one for everybody.
    assert.equal(repliesIn([await answer(d, group, shown.seq)])[0], shown.seq);
    await Promise.all([a.close(), d.close(), back.close()]);
  });
}
