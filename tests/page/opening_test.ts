// What the page offers to tell of oneself, and the questions that begin a talk.

import assert from "node:assert/strict";
import type { GroupId } from "../../protocol/domain.ts";
import { interestFault } from "../../protocol/self_description.ts";
import { isLanguageSubtag } from "../../routes/http/language_subtags.ts";
import { interestName, interestOf, listedInterests } from "../../web/about/interests.ts";
import { otherLanguages } from "../../web/about/languages.ts";
import { browserLanguages } from "../../web/enter/browser_languages.ts";
import { type Question, questionsFor } from "../../web/chat/opening/choose.ts";
import { isFresh } from "../../web/chat/opening/is_fresh.ts";
import { questionsEn } from "../../web/chat/opening/questions_en.ts";
import { questionsFr } from "../../web/chat/opening/questions_fr.ts";
import { english, french } from "../support/page/speech.ts";
import { trio } from "../support/page/page.ts";

const groupAt = (at: number) =>
  `00000000-0000-7000-8000-${String(at).padStart(12, "0")}` as GroupId;

Deno.test("[O16] some sixty interests are offered, one word for one thing in both languages; one's own words stay as they are", () => {
  assert.equal(listedInterests.length, 60);
  for (const language of ["en", "fr"] as const) {
    const names = listedInterests.map((key) => interestName(language, key));
    assert.equal(new Set(names).size, 60);
    for (const [at, name] of names.entries()) {
      assert.equal(interestFault(name), null, name);
      assert.equal(interestOf(`  ${name.toUpperCase()} `), listedInterests[at]);
    }
  }
  assert.equal(interestName("fr", "cooking"), "cuisine");
  assert.equal(interestOf("Cuisine"), "cooking");
  assert.equal(interestName("fr", "Karst"), "Karst");
  assert.equal(interestOf(" Karst "), "Karst");
});

Deno.test("[O16] the languages of the browser are chosen already, five at most, and what is offered besides has a name", () => {
  assert.deepEqual(browserLanguages(["fr-CH", "fr", "en-GB", "tl", "??"]), ["fr", "en", "fil"]);
  assert.deepEqual(browserLanguages(["und", "mul", "zxx", "qaa", "de"]), ["de"]);
  assert.equal(browserLanguages(["a1", "de", "fr", "es", "it", "pt", "nl"]).length, 5);
  const others = otherLanguages(french, ["fr", "en"]);
  assert(others.length > 70 && others.every(({ subtag }) => isLanguageSubtag(subtag)));
  assert(!others.some(({ subtag }) => subtag === "fr"));
  assert.equal(others.find(({ subtag }) => subtag === "de")?.name, "allemand");
  for (const { subtag, name } of [...others, ...otherLanguages(english, [])]) {
    assert.notEqual(name, subtag);
  }
});

Deno.test("[O17] there are 120 questions and more in each language, each once, short, and of one order and interest in both", () => {
  assert.equal(questionsEn.length, questionsFr.length);
  for (const [language, questions] of Object.entries({ en: questionsEn, fr: questionsFr })) {
    assert(questions.length >= 120);
    assert.equal(new Set(questions.map(([, text]) => text)).size, questions.length);
    for (const [interest, text] of questions) {
      assert(text.length <= 80 && text.endsWith("?") && !/['"]/.test(text), text);
      if (language === "fr") assert.match(text, /\u00a0\?$/);
      if (interest !== null) assert(listedInterests.some((key) => key === interest), interest);
    }
  }
  assert.deepEqual(questionsEn.map(([interest]) => interest), questionsFr.map(([tag]) => tag));
  const tagged = new Set(questionsEn.map(([interest]) => interest));
  for (const key of listedInterests) assert(tagged.has(key), key);
});

Deno.test("[O18] a group's questions are the same for all three, first one about what they share, and others on asking, none twice before all were shown", () => {
  const interestOfText = (text: string) => questionsEn.find((one) => one[1] === text)?.[0] ?? null;
  const first = questionsFor(questionsEn, trio, ["chess", "tea"], 0);
  assert.deepEqual(questionsFor(questionsEn, trio, ["chess", "tea"], 0), first);
  const french = questionsFor(questionsFr, trio, ["chess", "tea"], 0);
  const places = (list: readonly Question[], texts: readonly string[]) =>
    texts.map((text) => list.findIndex((one) => one[1] === text));
  assert.deepEqual(places(questionsFr, french), places(questionsEn, first));
  const turns = Array.from(
    { length: 20 },
    (_, turn) => questionsFor(questionsEn, trio, ["chess", "tea"], turn),
  );
  assert(turns.every((texts) => texts.length === 3));
  assert.equal(new Set(turns.flat()).size, 60, "A question came twice");
  const tags = turns.map((texts) => texts.map(interestOfText).filter((tag) => tag !== null));
  assert.deepEqual(tags.slice(0, 3).map(({ length }) => length), [1, 1, 0]);
  assert.deepEqual(tags.flat().sort(), ["chess", "tea"]);
  assert.equal(questionsFor(questionsEn, trio, [], 40).length, 3);
  const firsts = new Set(
    Array.from({ length: 50 }, (_, at) => questionsFor(questionsEn, groupAt(at), [], 0).join()),
  );
  assert(firsts.size > 45, "Groups have the same questions");
  assert.deepEqual(questionsFor([], trio, ["chess"], 0), []);
});

Deno.test("[O19] a chat is fresh until anybody has said something, and not while older lines are missing", () => {
  const formed = { kind: "formed", seq: 1 };
  const text = { kind: "text", seq: 2 };
  const state = (items: object[], pending: object[] = [], firstSeq = 1, run = items) =>
    ({ group: { firstSeq }, run, shown: { items }, pending }) as unknown as Parameters<
      typeof isFresh
    >[0];
  assert(isFresh(state([formed])));
  assert(!isFresh(state([])));
  assert(!isFresh(state([formed, text])));
  assert(!isFresh(state([formed], [{ operation: { type: "send" } }])));
  assert(isFresh(state([formed], [{ operation: { type: "edit" } }])));
  assert(!isFresh(state([{ kind: "left", seq: 7 }])));
});
