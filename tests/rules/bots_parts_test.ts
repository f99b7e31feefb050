// The simulated people's parts: what they may be told, who they are, and what they say.

import assert from "node:assert/strict";
import { parseOptions } from "../../tools/bots/options.ts";
import { isBotName, makePerson } from "../../tools/bots/people.ts";
import { phrases } from "../../tools/bots/phrases.ts";
import { answer, guessLanguage } from "../../tools/bots/talk.ts";

const usual = { count: 2, age: null, sex: null };

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
  for (const value of ["localhost", "ftp://localhost", ""]) {
    assert.match(wrong("--url", value), /"--url"/);
  }
  assert.equal(wrong("--speed", "9"), 'Unknown option "--speed"; see --help');
  assert.equal(wrong("hello"), 'Unknown option "hello"; see --help');
  assert.equal(wrong("--age"), 'Option "--age" needs a value; see --help');
  assert.equal(wrong("--help"), "help");
});

Deno.test("[B1] right options are taken, and have the values that the help tells when left out", () => {
  assert.deepEqual(parseOptions([]), {
    type: "run",
    options: { ...usual, url: "http://localhost:8000" },
  });
  const words = ["--count=3", "--url", "https://trio.example/", "--age", "34", "--sex=other"];
  const options = { count: 3, url: "https://trio.example", age: 34, sex: "other" };
  assert.deepEqual(parseOptions(words), { type: "run", options });
});

Deno.test("[B2] a simulated person is an adult of the age and sex asked for, with a name that says what it is", () => {
  const today = new Date("2028-02-29T12:00:00Z");
  for (let turn = 0; turn < 500; turn++) {
    const { username, profile } = makePerson(Math.random, today, {
      age: 18 + turn % 82,
      sex: "female",
    });
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
