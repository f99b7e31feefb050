// A bot's part in one trio, with a voice that only notes what it is given.

import assert from "node:assert/strict";
import type { Group, MessageId, TextMessage, UserId } from "../../protocol/domain.ts";
import { Conversation, type Voice } from "../../tools/bots/conversation.ts";
import { phrases } from "../../tools/bots/phrases.ts";

const [zoe, own, other] = ["zoe", "own", "other"] as UserId[];
assert(zoe && own && other);
const names: readonly (readonly [id: UserId, username: string])[] = [
  [zoe, "zoe"],
  [own, "Emma-bot-1"],
  [other, "Hugo-bot-2"],
];

const group = {
  id: "group",
  lastSeq: 5,
  firstSeq: 1,
  last: null,
  members: names.map(([id, username]) => ({
    ...{ id, username, leftAt: null },
    ...(id !== zoe && { bot: true }),
  })),
} as unknown as Group;

function text(seq: number, by: UserId, text: string): TextMessage {
  const id = `message ${seq}` as MessageId;
  return { seq, kind: "text", id, by, at: "", text, editedAt: null, erased: false, reply: null };
}

/** Notes what it is given to say, and what of it is a text. */
function voiceOf(note: (...said: unknown[]) => void, onText: (text: string) => void): Voice {
  return {
    read: (_group, seq) => note("read", seq),
    typing: () => note("typing"),
    send(_group, words) {
      note("send");
      onText(words);
      return Promise.resolve(text(9, own as UserId, words));
    },
  };
}

Deno.test("[B10] a bot answers the last text of a real person, whatever other bots say", async () => {
  const ended = new AbortController();
  const said: unknown[][] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const voice = voiceOf((...words) => said.push(words), resolve);
  const deps = { random: () => 0, signal: ended.signal };
  const conversation = new Conversation(deps, "Emma-bot-1", group);
  conversation.sit(voice, group);
  conversation.hear(text(6, zoe, "Bonjour, merci pour tout"));
  conversation.hear(text(7, zoe, "Hi, what do you like to do in the evening?"));
  conversation.hear(text(8, other, "Merci à toi, et toi ?"));
  assert.equal(await promise, phrases.en.greeting[0]);
  assert.deepEqual(said, [["read", 8], ["typing"], ["send"]]);
  ended.abort();
});

/** What `Hugo-bot-2`, the second bot, says to texts of a real person that come at once. */
async function answerTo(...texts: readonly string[]): Promise<string> {
  assert(zoe);
  const ended = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  const voice = voiceOf(() => {}, resolve);
  const conversation = new Conversation(
    { random: () => 0.9, signal: ended.signal },
    "Hugo-bot-2",
    group,
  );
  conversation.sit(voice, group);
  for (const [at, words] of texts.entries()) conversation.hear(text(6 + at, zoe, words));
  const answer = await promise;
  ended.abort();
  return answer;
}

Deno.test("[B61] each bot that is asked whether it is a person answers that, whatever is written behind the question", async () => {
  const answers = await Promise.all([
    answerTo("Are you human?"),
    answerTo("Is anyone here real?", "I like tea", "Hello?"),
    answerTo("T’es une vraie personne ?", "merci"),
    answerTo("bot?"),
  ]);
  const [english, before, french, unknown = ""] = answers;
  assert(phrases.en.who.includes(english ?? ""), english);
  assert(phrases.en.who.includes(before ?? ""), before);
  assert(phrases.fr.who.includes(french ?? ""), french);
  for (const language of ["en", "fr"] as const) {
    assert(phrases[language].who.some((words) => unknown.includes(words)), unknown);
  }
});
