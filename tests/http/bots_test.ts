// The simulated people, over the public protocol: what they promise to someone alone, and what they
// must not do.

import assert from "node:assert/strict";
import type { Group, MessageId, Ticket } from "../../protocol/domain.ts";
import { runCrowd } from "../../tools/bots/crowd.ts";
import type { Options } from "../../tools/bots/options.ts";
import { phrases } from "../../tools/bots/phrases.ts";
import type { Client, Line } from "../../tools/client.ts";
import {
  connected,
  formTrio,
  open,
  type Person,
  place,
  say,
  signUp,
} from "../support/server/people.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

const lettingIn = { ...open, bots: true };
const usual: Omit<Options, "url"> = { count: 2, age: null, sex: null };

/** Runs bots against a server until the use is over, then checks that they end. */
async function withBots(
  server: TestServer,
  options: Partial<Options>,
  use: (said: readonly string[]) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const said: string[] = [];
  const { promise: welcome, resolve } = Promise.withResolvers<void>();
  const say = (line: string): void => {
    said.push(line);
    resolve();
  };
  const deps = { random: Math.random, signal: stopping.signal, say };
  const crowd = runCrowd({ ...usual, url: server.url, ...options }, deps);
  try {
    await Promise.race([welcome, crowd]);
    await use(said);
  } finally {
    stopping.abort();
    await crowd;
  }
}

async function waiting(client: Client): Promise<number | undefined> {
  return (await client.get<{ ticket: Ticket | null }>("/api/ticket")).body.ticket?.waiting;
}

/** Asks for anyone, bots too, and waits for the trio. */
async function ask(person: Person, line: Line): Promise<Group> {
  await place(person, lettingIn);
  return (await line.next(
    "group",
    ({ group }) => group.members.some(({ id }) => id === person.user.id),
  ))
    .group;
}

function botsIn({ members }: Group): string[] {
  return members.filter(({ bot, leftAt }) => leftAt === null && bot).map(({ id }) => id);
}

async function meetsTwo(): Promise<void> {
  await using server = await startServer({ inRealTime: true });
  const zoe = await signUp(server, "zoe");
  const line = await connected(zoe);
  await withBots(server, {}, async () => {
    const group = await ask(zoe, line);
    assert.equal(botsIn(group).length, 2);
    await line.next("message", ({ message }) => message.kind === "text");
    for (
      const [language, text] of [["fr", "C’est où, chez toi ?"], [
        "en",
        "And what do you like to do?",
      ]] as const
    ) {
      const id = crypto.randomUUID() as MessageId;
      line.send({ type: "send", group: group.id, id, text });
      const { message } = await line.next("message", ({ message }) => message.id === id);
      await line.next("read", ({ seq, user }) => user !== zoe.user.id && seq >= message.seq);
      await line.next("typing");
      const answered = await line.next(
        "message",
        ({ message: { seq, kind, by } }) =>
          seq > message.seq && kind === "text" && by !== zoe.user.id,
      );
      assert.ok(answered.message.kind === "text");
      assert.ok(phrases[language].question.includes(answered.message.text), answered.message.text);
    }
  });
  await line.close();
}

async function findsOthers(): Promise<void> {
  await using server = await startServer({ inRealTime: true });
  const zoe = await signUp(server, "zoe");
  const line = await connected(zoe);
  await withBots(server, {}, async () => {
    const first = await ask(zoe, line);
    const second = await ask(zoe, line);
    assert.deepEqual(botsIn(second).filter((id) => botsIn(first).includes(id)), []);
    line.send({ type: "quit", group: second.id });
    await line.next("gone", ({ group }) => group === second.id);
    const third = await ask(zoe, line);
    assert.equal(botsIn(third).length, 2);
  });
  await line.close();
}

async function twoAsk(): Promise<void> {
  await using server = await startServer({ inRealTime: true });
  const zoe = await signUp(server, "zoe");
  // Nobody fits: the bots may be watched without taking part.
  await place(zoe, { ...lettingIn, sex: "same", age: 0 });
  await withBots(server, { count: 5, age: 50, sex: "male" }, async (said) => {
    assert.match(said.join("\n"), /^Two simulated people wait .*let bots in/);
    const tickets = await server.store.openTickets(null);
    const users = tickets.flatMap(({ seekers }) => seekers.map(({ user }) => user));
    assert.equal(users.filter(({ bot }) => bot).length, 2);
  });
}

async function fillsSeat(): Promise<void> {
  await using server = await startServer({ inRealTime: true });
  const { anna, bob, chloe, group } = await formTrio(server);
  const line = await connected(anna);
  await say(line, group, "Hello everyone");
  await bob.client.delete(`/api/groups/${group}/membership`);
  await withBots(server, {}, async () => {
    for (const { client } of [anna, chloe]) {
      const body = { criteria: lettingIn };
      assert.equal((await client.put(`/api/groups/${group}/seat`, body)).status, 200);
    }
    const joined = await line.next("message", ({ message }) => message.kind === "joined");
    const greeting = await line.next("message", ({ message }) => message.seq > joined.message.seq);
    assert.deepEqual([greeting.message.kind, greeting.message.by], ["text", joined.message.by]);
  });
  await line.close();
}

async function twoRuns(): Promise<void> {
  await using server = await startServer({ inRealTime: true });
  const zoe = await signUp(server, "zoe");
  const line = await connected(zoe);
  await withBots(server, {}, () =>
    withBots(server, {}, async () => {
      assert.deepEqual(await server.store.countWaiting(), { people: 0, bots: 4 });
      const anna = await signUp(server, "anna");
      await place(anna);
      assert.equal(botsIn(await ask(zoe, line)).length, 2);
      assert.equal(await waiting(anna.client), 1);
    }));
  await line.close();
}

async function withdraws(): Promise<void> {
  await using server = await startServer({ inRealTime: true });
  const zoe = await signUp(server, "zoe");
  await place(zoe, { ...lettingIn, sex: "same", age: 0 });
  await withBots(server, { age: 50, sex: "male" }, async () => {
    assert.equal(await waiting(zoe.client), 3);
  });
  assert.equal(await waiting(zoe.client), 1);
}

async function leave(): Promise<void> {
  await using server = await startServer({ inRealTime: true });
  const zoe = await signUp(server, "zoe");
  const line = await connected(zoe);
  const groups: Group[] = [];
  await withBots(server, {}, async () => {
    groups.push(await ask(zoe, line), await ask(zoe, line));
  });
  for (const { id } of groups) {
    const { body } = await zoe.client.get<{ group: Group }>(`/api/groups/${id}`);
    assert.deepEqual(botsIn(body.group), []);
  }
  await line.close();
}

/** For steps that go on beside others. */
const beside = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

// Most of what bots do is to wait as people do: each has a server of its own, and none waits for
// another one.
Deno.test("[B4] [B5] [B6] [B7] [B62] bots are company over the public protocol", async (t) => {
  await Promise.all([
    t.step({
      name:
        "[B4] someone alone meets two bots, who greet, read, type, and answer in the language they are written to",
      ...beside,
      fn: meetsTwo,
    }),
    t.step({
      name: "[B5] someone who asks again, having quit or not, finds other company",
      ...beside,
      fn: findsOthers,
    }),
    t.step({
      name:
        "[B6] however many are at hand, two ask at a time, so that they never meet each other alone",
      ...beside,
      fn: twoAsk,
    }),
    t.step({
      name: "[B4] a bot fills the seat of a trio that someone has left, and greets there",
      ...beside,
      fn: fillsSeat,
    }),
    t.step({
      name: "[B6] bots of two runs do not meet each other alone, nor who has not let them in",
      ...beside,
      fn: twoRuns,
    }),
    t.step({
      name: "[B7] bots that are stopped withdraw their requests",
      ...beside,
      fn: withdraws,
    }),
    t.step({
      name: "[B62] bots that are stopped leave their trios",
      ...beside,
      fn: leave,
    }),
  ]);
});
