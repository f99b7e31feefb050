// The simulated people, over the public protocol: what they promise to someone alone, and what they must not do.

import assert from "node:assert/strict";
import type { Group, MessageId, Ticket } from "../actors/protocol.ts";
import { runCrowd } from "../tools/bots/crowd.ts";
import { type Options, parseOptions } from "../tools/bots/options.ts";
import { isBotName, makePerson } from "../tools/bots/people.ts";
import { phrases } from "../tools/bots/phrases.ts";
import { answer, guessLanguage } from "../tools/bots/talk.ts";
import type { Client, Line } from "../tools/client.ts";
import { connected, formTrio, open, type Person, place, say, signUp } from "./support/people.ts";
import { startServer, type TestServer } from "./support/server.ts";

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

/** Asks for anyone and waits for the trio. */
async function ask(person: Person, line: Line): Promise<Group> {
  await place(person);
  return (await line.next("group", ({ group }) => group.members.some(({ id }) => id === person.user.id)))
    .group;
}

function botsIn({ members }: Group): string[] {
  return members.filter(({ username, leftAt }) => leftAt === null && isBotName(username)).map(({ id }) => id);
}

Deno.test("[B1] a wrong option is refused in one sentence that names it and what would be right", () => {
  const wrong = (...words: string[]) => {
    const parsed = parseOptions(words);
    return parsed.type === "wrong" ? parsed.detail : parsed.type;
  };
  assert.equal(wrong("--count", "0"), 'Option "--count" wants 1 to 100, not "0"');
  for (const value of ["101", "-1", "2.5", "two", "", "1e1"]) {
    assert.match(wrong("--count", value), /"--count"/);
  }
  assert.equal(wrong("--age", "17"), 'Option "--age" wants 18 to 99, not "17"');
  assert.equal(wrong("--sex", "none"), 'Option "--sex" wants female, male or other, not "none"');
  for (const value of ["localhost", "ftp://localhost", ""]) assert.match(wrong("--url", value), /"--url"/);
  assert.equal(wrong("--speed", "9"), 'Unknown option "--speed"; see --help');
  assert.equal(wrong("hello"), 'Unknown option "hello"; see --help');
  assert.equal(wrong("--age"), 'Option "--age" needs a value; see --help');
  assert.equal(wrong("--help"), "help");
});

Deno.test("[B1] right options are taken, and have the values that the help tells when left out", () => {
  assert.deepEqual(parseOptions([]), { type: "run", options: { ...usual, url: "http://localhost:8000" } });
  const words = ["--count=3", "--url", "https://trio.example/", "--age", "34", "--sex=other"];
  const options = { count: 3, url: "https://trio.example", age: 34, sex: "other" };
  assert.deepEqual(parseOptions(words), { type: "run", options });
});

Deno.test("[B2] a simulated person is an adult of the age and sex asked for, with a name that says what it is", () => {
  const today = new Date("2028-02-29T12:00:00Z");
  for (let turn = 0; turn < 500; turn++) {
    const { username, profile } = makePerson(Math.random, today, { age: 18 + turn % 82, sex: "female" });
    const birth = new Date(`${profile.birthDate}T00:00:00Z`);
    const birthday = new Date(birth);
    birthday.setUTCFullYear(2028);
    const age = 2028 - birth.getUTCFullYear() - (birthday > today ? 1 : 0);
    assert.equal(age, 18 + turn % 82, profile.birthDate);
    assert.equal(profile.sex, "female");
    assert.match(username, /^[\p{L}\d_.-]{3,32}$/u);
    assert.ok(isBotName(username));
  }
  assert.equal(isBotName("chloé"), false);
});

Deno.test("[B3] the language of a text is guessed, and nothing is guessed where nothing tells", () => {
  const french = [
    "Salut, ça va ?",
    "j'aime le cinéma",
    "t'as vu ?",
    "On se voit quand ?",
    "oui",
    "C’est qui ?",
  ];
  const english = [
    "Hi, how are you?",
    "I don't know",
    "it's fine",
    "what do you like",
    "yes",
    "Where are you from?",
  ];
  for (const text of french) assert.equal(guessLanguage(text), "fr", text);
  for (const text of english) assert.equal(guessLanguage(text), "en", text);
  for (const text of ["", "42", "🙂", "Xyzzy"]) assert.equal(guessLanguage(text), null, text);
});

Deno.test("[B3] an answer is in the language asked for, fits the occasion and is not the last one again", () => {
  for (const language of ["fr", "en"] as const) {
    const { thanks, talk } = phrases[language];
    for (let last: string | null = null, turn = 0; turn < 50; turn++) {
      const said: string = answer(Math.random, "Xyzzy", language, last);
      assert.ok(talk.includes(said));
      assert.notEqual(said, last);
      last = said;
    }
    assert.ok(thanks.includes(answer(Math.random, "merci, thanks", language, null)));
  }
});

Deno.test("[B4] someone alone meets two bots, who greet, read, type, and answer in the language they are written to", async () => {
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
        ({ message: { seq, kind, by } }) => seq > message.seq && kind === "text" && by !== zoe.user.id,
      );
      assert.ok(answered.message.kind === "text");
      assert.ok(phrases[language].question.includes(answered.message.text), answered.message.text);
    }
  });
  await line.close();
});

Deno.test("[B5] someone who asks again, having quit or not, finds other company", async () => {
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
});

Deno.test("[B6] however many are at hand, two ask at a time, so that they never meet each other alone", async () => {
  await using server = await startServer({ inRealTime: true });
  const zoe = await signUp(server, "zoe");
  // Nobody fits: the bots may be watched without taking part.
  await place(zoe, { ...open, sex: "same", age: 0 });
  await withBots(server, { count: 5, age: 50, sex: "male" }, async (said) => {
    assert.match(said.join("\n"), /^Two simulated people wait/);
    const tickets = await server.store.openTickets(null);
    const names = tickets.flatMap(({ seekers }) => seekers.map(({ user }) => user.username));
    assert.equal(names.filter(isBotName).length, 2);
  });
});

Deno.test("[B4] a bot fills the seat of a trio that someone has left, and greets there", async () => {
  await using server = await startServer({ inRealTime: true });
  const { anna, bob, chloe, group } = await formTrio(server);
  const line = await connected(anna);
  await say(line, group, "Hello everyone");
  await bob.client.delete(`/api/groups/${group}/membership`);
  await withBots(server, {}, async () => {
    assert.equal((await chloe.client.put(`/api/groups/${group}/seat`, {})).status, 200);
    const joined = await line.next("message", ({ message }) => message.kind === "joined");
    const greeting = await line.next("message", ({ message }) => message.seq > joined.message.seq);
    assert.deepEqual([greeting.message.kind, greeting.message.by], ["text", joined.message.by]);
  });
  await line.close();
});

Deno.test("[B6] bots that meet only bots leave at once, and wait again", async () => {
  await using server = await startServer({ inRealTime: true });
  const left = await Promise.all(["left-bot-one", "left-bot-two"].map((name) => signUp(server, name)));
  for (const person of left) await place(person);
  const [one] = left;
  assert.ok(one);
  const line = await connected(one);
  await withBots(server, {}, async () => {
    const alone = await line.next("group", ({ group }) => botsIn(group).length === 2);
    assert.equal(alone.group.members.length, 3);
    const zoe = await signUp(server, "zoe");
    const seat = await connected(zoe);
    assert.equal(botsIn(await ask(zoe, seat)).length, 2);
    await seat.close();
  });
  await line.close();
});

Deno.test("[B7] bots that are stopped withdraw their requests", async () => {
  await using server = await startServer({ inRealTime: true });
  const zoe = await signUp(server, "zoe");
  await place(zoe, { ...open, sex: "same", age: 0 });
  await withBots(server, { age: 50, sex: "male" }, async () => {
    assert.equal(await waiting(zoe.client), 3);
  });
  assert.equal(await waiting(zoe.client), 1);
});
