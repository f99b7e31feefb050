// A database that was put back to an earlier state: what a client holds that is lost is not taken
// for what came in its place.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { ClientFrame } from "../../protocol/frames.ts";
import type { GroupId, Message } from "../../protocol/domain.ts";
import { createRestorableStore } from "../support/memory_store/memory_store.ts";
import { connected, formTrio, newMessageId, type Person, say } from "../support/server/people.ts";
import { startServer } from "../support/server/server.ts";

/** What a client that has messages up to `seq` is told of its group, and is sent. */
async function returned(
  { client }: Person,
  { group, seq, history }: {
    readonly group: GroupId;
    readonly seq: number;
    readonly history?: string;
  },
) {
  const line = await client.connect();
  const ready = await line.hello({ [group]: seq } as Record<GroupId, number>, history);
  line.send({ type: "ping" });
  await line.next("pong");
  const sent = line.received.flatMap((frame) =>
    frame.type === "message" ? [frame.message.seq] : []
  );
  await line.close();
  return { gap: ready.groups[0]?.gap ?? false, sent, history: ready.history };
}

async function talk(person: Person, group: GroupId, texts: number): Promise<void> {
  const line = await connected(person);
  for (let text = 0; text < texts; text++) await say(line, group, `text ${text}`);
  await line.close();
}

Deno.test("[R40] after a restore a client that is ahead gets gap: true, also once the log has grown past what it holds", async () => {
  const { store, copy } = createRestorableStore();
  await using server = await startServer({ store });
  const { anna, bob, group } = await formTrio(server);
  const cookies = [anna.client.cookie, bob.client.cookie];
  await talk(anna, group, 9);
  const restore = copy();
  await talk(anna, group, 5);
  const { history } = await returned(bob, { group, seq: 15 });
  await server.stop();
  restore();

  await using again = await startServer({ store });
  const [anna2, bob2] = [anna, bob].map(({ user }, at) => {
    const client = again.client();
    client.cookie = cookies[at] ?? "";
    return { user, client };
  });
  assert(anna2 && bob2);
  const kept = { group, history };
  const now = await returned(bob2, { ...kept, seq: 15 });
  assert.notEqual(now.history, history);
  assert.deepEqual([now.gap, now.sent], [true, []], "Past the end");
  await talk(anna2, group, 7);
  for (const seq of [11, 15, 17]) {
    const { gap, sent } = await returned(bob2, { ...kept, seq });
    assert.deepEqual([gap, sent], [true, []], `Others came in the place of ${seq}`);
  }
  const { gap, sent } = await returned(bob2, { ...kept, seq: 10 });
  assert.deepEqual([gap, sent], [false, [11, 12, 13, 14, 15, 16, 17]], "Up to the copy");
  assert.deepEqual((await returned(bob2, { group, seq: 16, history: now.history })).sent, [17]);
});

Deno.test("[R41] a client past the end gets gap: true whatever history it names, and one of another database for each group that it names", async () => {
  await using server = await startServer();
  const { anna, group } = await formTrio(server);
  await talk(anna, group, 3);
  const { history } = await returned(anna, { group, seq: 4 });
  for (const named of [{}, { history }]) {
    assert.equal((await returned(anna, { group, seq: 5, ...named })).gap, true);
    assert.deepEqual((await returned(anna, { group, seq: 2, ...named })).sent, [3, 4]);
  }
  for (const other of [v7(), "of a database that nobody knows"]) {
    for (const seq of [0, 1, 4]) {
      const { gap, sent } = await returned(anna, { group, seq, history: other });
      assert.deepEqual([gap, sent], [true, []], `${other}, ${seq}`);
    }
  }
});

Deno.test("[R42] a server that only starts anew makes nobody begin anew", async () => {
  const { store } = createRestorableStore();
  await using server = await startServer({ store });
  const { anna, group } = await formTrio(server);
  const { cookie } = anna.client;
  await talk(anna, group, 3);
  const { history } = await returned(anna, { group, seq: 4 });
  await server.stop();
  await using again = await startServer({ store });
  const client = again.client();
  client.cookie = cookie;
  const person = { user: anna.user, client };
  await talk(person, group, 2);
  for (const [seq, missed] of [[0, [1, 2, 3, 4, 5, 6]], [2, [3, 4, 5, 6]], [4, [5, 6]]] as const) {
    const { gap, sent } = await returned(person, { group, seq, history });
    assert.deepEqual([gap, sent], [false, missed]);
  }
});

Deno.test("[R47] what a later message made of one is told with that message's seq, beside it and by every way", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const line = await connected(anna);
  const first = await say(line, group, "frist");
  await say(line, group, "beside");
  const amend = async (frame: ClientFrame & { readonly id: Message["id"] }) => {
    line.send(frame);
    await line.next("message", ({ message }) => message.id === frame.id);
  };
  for (const text of ["first", "first!"]) {
    await amend({ type: "edit", group, id: newMessageId(), seq: 2, text });
  }
  await amend({ type: "react", group, id: newMessageId(), seq: 3, emoji: "👍", on: true });

  line.send({ type: "send", group, id: first.id, text: "frist" });
  const repeat = await line.next("message", ({ message }) => message.id === first.id);
  assert.equal(repeat.asOf, 5, "A repeat");
  const resuming = await bob.client.connect();
  await resuming.hello({ [group]: 1 } as Record<GroupId, number>);
  await resuming.next("message", ({ message }) => message.seq === 6);
  const resumed = resuming.received.filter((frame) => frame.type === "message");
  assert.deepEqual(
    resumed.map(({ message: { seq }, asOf }) => [seq, asOf]),
    [[2, 5], [3, undefined], [4, 5], [5, undefined], [6, undefined]],
  );
  const pages = [];
  for (const range of ["", "?after=1&limit=2", "?after=2&limit=1", "?before=5&limit=1"]) {
    pages.push((await bob.client.get<Page>(`/api/groups/${group}/messages${range}`)).body);
  }
  assert.deepEqual(pages.map(({ asOf }) => asOf), [undefined, 5, undefined, 5], "Above a page");
  const shown = [
    repeat.message,
    ...resumed.map(({ message }) => message),
    ...pages.flatMap(({ messages }) => messages),
  ];
  assert(shown.every((message) => !("asOf" in message)));
  await Promise.all([line.close(), resuming.close()]);
});

interface Page {
  readonly messages: readonly Message[];
  readonly asOf?: number;
}
