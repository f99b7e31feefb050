// The simulated people's parts: what they may be told, who they are, and what they say.

import assert from "node:assert/strict";
import { parseOptions } from "../../tools/bots/options.ts";
import { botMark } from "../../protocol/rules.ts";
import { asksWhatItIs } from "../../tools/bots/asked.ts";
import { makePerson } from "../../tools/bots/people.ts";
import { openings, phrases } from "../../tools/bots/phrases.ts";
import { guessLanguage, occasionOf, phraseFor } from "../../tools/bots/talk.ts";

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

Deno.test("[B2] a simulated person is an adult of the age and sex asked for, speaks English and French, and has a name that says what it is", () => {
  const today = new Date("2028-02-29T12:00:00Z");
  for (let turn = 0; turn < 500; turn++) {
    const { username, profile, bot } = makePerson(Math.random, today, {
      age: 18 + turn % 82,
      sex: "female",
    });
    const birth = new Date(`${profile.birthDate}T00:00:00Z`);
    const birthday = new Date(birth);
    birthday.setUTCFullYear(2028);
    const age = 2028 - birth.getUTCFullYear() - (birthday > today ? 1 : 0);
    assert.equal(age, 18 + turn % 82, profile.birthDate);
    assert.equal(profile.sex, "female");
    assert.deepEqual(profile.languages, ["en", "fr"]);
    assert.match(username, /^[\p{L}\d_.-]{3,32}$/u);
    assert.ok(username.includes(botMark));
    assert.ok(bot);
  }
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
      const said: string = phraseFor(Math.random, occasionOf("Xyzzy"), language, last);
      assert.ok(talk.includes(said));
      assert.notEqual(said, last);
      last = said;
    }
    const thanked = phraseFor(Math.random, occasionOf("merci, thanks"), language, null);
    assert.ok(thanks.includes(thanked));
  }
});

Deno.test("[B60] whoever asks what it is, in English or French, is understood, and nobody else", () => {
  const asking = [
    "are you a bot?",
    "r u a bot",
    "are u real",
    "are you real?",
    "you real?",
    "is this a bot",
    "am I talking to a bot",
    "am I talking to a person?",
    "am i speaking with a real human",
    "are you human",
    "you're not human, are you?",
    "are you a person?",
    "are you an AI?",
    "are you AI",
    "u ai?",
    "are you ChatGPT?",
    "are you a machine",
    "are you a computer program",
    "is anyone real here?",
    "is anybody real in here",
    "any real people here?",
    "are there real people here",
    "real person?",
    "human?",
    "bot?",
    "Bots!",
    "who are you?",
    "what are you?",
    "what are you exactly?",
    "Who am I talking to?",
    "who is this?",
    "who's this",
    "is this automated?",
    "is this an automatic reply?",
    "are you a real girl?",
    "is there a human here",
    "prove you're human",
    "prove that you are real",
    "you sound like a robot",
    "you sound like a machine",
    "do you have a body?",
    "are you alive?",
    "Are you conscious?",
    "are you simulated",
    "are you fake?",
    "are you flesh and blood",
    "are you guys real",
    "are you both bots",
    "Are you a simulated person?",
    "are you two actual people",
    "is somebody there?",
    "Is anyone there",
    "is there anyone behind the screen?",
    "Are you artificial intelligence",
    "do you exist?",
    "do you really exist",
    "were you programmed",
    "who made you?",
    "what kind of being are you",
    "are you a man or a woman",
    "I think you are a program",
    "You are not a real person",
    "are you just a script?",
    "are you a living being",
    "Hey Emma, are you a bot or a human?",
    "Am I the only human here?",
    "does a person write this?",
    "Is a person writing this?",
    "is it a person or a machine?",
    "Are you actually a person",
    "A bot or a person?",
    "Are you people?",
    "Do you eat? are you human",
    "tu es un bot ?",
    "t'es un bot",
    "T’es un bot ?",
    "t es un bot",
    "es-tu un robot",
    "êtes-vous humain",
    "vous êtes humaine ?",
    "tu es une vraie personne ?",
    "t'es vrai ?",
    "t'es réel ?",
    "tu es réelle",
    "c'est un bot ?",
    "je parle à un robot ?",
    "est-ce que je parle à une machine",
    "je parle à qui ?",
    "à qui je parle",
    "à qui ai-je affaire ?",
    "qui es-tu",
    "Qui êtes-vous ?",
    "t'es qui",
    "tu es qui",
    "c'est qui ?",
    "vous êtes qui",
    "tu es quoi",
    "t'es quoi",
    "qu'est-ce que tu es ?",
    "es-tu une IA ?",
    "t'es une ia",
    "t'es une I.A. ?",
    "IA ?",
    "une intelligence artificielle ?",
    "y a-t-il quelqu'un de réel ici",
    "il y a de vrais gens ici ?",
    "y a quelqu'un ?",
    "tu es une personne ?",
    "es-tu une personne réelle",
    "vous êtes de vraies personnes ?",
    "Êtes-vous des personnes ?",
    "tu es vivant ?",
    "tu es un être humain",
    "tu es un programme ?",
    "tu es un ordinateur",
    "t'es une vraie fille",
    "c'est automatique ?",
    "c'est une réponse automatique ?",
    "quelqu'un derrière l'écran ?",
    "tu es une personne simulée ?",
    "Es-tu vraiment quelqu'un ?",
    "tu existes vraiment ?",
    "T'es humaine ou pas ?",
    "C'est une machine qui répond ?",
    "Est-ce que tu es une machine ?",
    "Est-ce qu'il y a une personne derrière ?",
    "Suis-je en train de parler à une machine ?",
    "suis-je en train de discuter avec quelqu'un de réel ?",
    "tu es un homme ou une femme",
    "t'es une personne ou un programme ?",
    "Vous êtes des IA",
    "tu n'es pas une personne",
    "qui t'a programmé ?",
    "as-tu un corps ?",
    "tu serais pas un bot par hasard",
    "t'es pas un vrai",
    "Es tu réel ?",
    "Am I chatting with a computer?",
    "Are you some kind of AI",
    "is that you typing or a computer?",
    "r u human",
    "Are you sentient?",
    "you a bot?",
    "u a bot?",
    "u bot",
    "chatbot?",
    "Is this ChatGPT?",
    "who is behind this account?",
    "what r u",
    "Are you a human being?",
    "Are you for real a person?",
    "Do I talk to a person?",
    "am I talking with someone real?",
    "anyone real?",
    "anybody human?",
    "R U REAL",
    "ARE YOU HUMAN???",
    "T'ES RÉEL ???",
    "tu parles comme une machine",
    "vous êtes réels ?",
    "Vous êtes réelles ?",
    "Est-ce que vous existez ?",
    "Existes-tu ?",
    "t'es une machine toi ?",
    "tu es en vie ?",
  ];
  const other = [
    "Hi, how are you?",
    "what are you doing?",
    "What are you up to",
    "who are you going with?",
    "my mother is a kind person",
    "really?",
    "it was a real pleasure",
    "Do you like real tea?",
    "that is so true",
    "Where are you from?",
    "what do you like to do in the evening?",
    "I work on computers",
    "I like machine learning",
    "There are many people in Paris",
    "the people here are kind",
    "J'ai faim",
    "J'AI FAIM",
    "j’ai un chat",
    "c'est vrai",
    "C'est vrai ?",
    "vraiment ?",
    "Les gens sont gentils",
    "Salut, ça va ?",
    "C'est où, chez toi ?",
    "t'as vu ?",
    "On se voit quand ?",
    "je n'ai personne",
    "merci, thanks",
    "Xyzzy",
    "Et toi, tu aimes le thé ?",
    "C'est qui ton chanteur préféré ?",
    "je parle français",
    "tu parles anglais ?",
    "quelle personne admires-tu ?",
    "I met a nice person yesterday",
    "what time is it",
    "do you have a dog?",
    "tu as un chien ?",
    "comment tu t'appelles ?",
    "what's your name?",
    "Have you seen people dancing?",
    "J'en ai marre",
    "tu vis où ?",
  ];
  for (const text of asking) assert(asksWhatItIs(text), text);
  for (const text of other) assert(!asksWhatItIs(text), text);
});

Deno.test("[B60] what a bot says to that, and at first, is that it is a bot", () => {
  for (const words of [...phrases.fr.who, ...phrases.en.who]) assert.match(words, /\bbot\b/);
  for (const words of openings) assert.match(words, /\bbot\b/);
  for (const words of phrases.en.who) assert.match(words, /not a person/);
  for (const words of phrases.fr.who) assert.match(words, /pas une personne/);
});
