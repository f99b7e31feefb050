// What is in a text besides words, and the names that may be mentioned in one.

import assert from "node:assert/strict";
import fc from "fast-check";
import { begunMention, completeMention, mentionable } from "../../web/chat/composer/mention.ts";
import { blocksOf, textPartsOf } from "../../web/chat/log/text_parts.ts";
import { ana, ben, chloe, groupOf, member } from "../support/page/page.ts";

const drawn = (words: string, reader = "") =>
  textPartsOf(words, reader).map(({ type, text }) => type === "text" ? text : `<${type} ${text}>`)
    .join("");

Deno.test("[Q4] what stands between two backticks of a line is code, and an address in it no link", () => {
  assert.equal(drawn("run `deno task start` now"), "run <code deno task start> now");
  assert.equal(
    drawn("`https://a.example` https://b.example"),
    "<code https://a.example> <link https://b.example>",
  );
  for (const words of ["a ` b", "``", "`a\nb`", "``a``", "it`s"]) assert.equal(drawn(words), words);
});

Deno.test("[Q4] lines between three backticks are a block of code, whatever is in them", () => {
  const blocks = (text: string) => blocksOf(text).map((block) => `${block.type}: ${block.text}`);
  assert.deepEqual(blocks("See:\n```ts\nlet a = `1`;\n\n@b\n```\nSo"), [
    "words: See:",
    "code: let a = `1`;\n\n@b",
    "words: So",
  ]);
  assert.deepEqual(blocks("```one line```"), ["code: one line"]);
  for (const text of ["```", "```\nnever closed", "``````", "a ``` b ``` c", "``` ```"]) {
    assert.deepEqual(blocks(text), [`words: ${text}`]);
  }
});

Deno.test("[Q4] a text without backticks and mentions is drawn as it is", () => {
  const anyText = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[`@]/g, "x"));
  fc.assert(fc.property(anyText, (text) => {
    const parts = blocksOf(text).flatMap((block) => textPartsOf(block.text, "ana"));
    assert.equal(parts.map((part) => part.text).join(""), text);
  }));
});

Deno.test("[Q7] the reader's own name is a mention behind an @, in any case, and no part of another word", () => {
  assert.equal(drawn("Ask @Ana, or @ANA.", "ana"), "Ask <mention @Ana>, or <mention @ANA>.");
  assert.equal(drawn("@ana.b", "ana.b"), "<mention @ana.b>");
  for (const words of ["ana", "@anabel", "@ana.b", "a@ana", "@ben", "@@ana"]) {
    assert.equal(drawn(words, "ana"), words);
  }
  assert.equal(drawn("`@ana` https://a.example/@ana", "ana").includes("mention"), false);
});

Deno.test("[Q6] an @ at the beginning of a word begins a mention, up to the caret", () => {
  assert.deepEqual(begunMention("Hi @le", 6), { at: 3, query: "le" });
  assert.deepEqual(begunMention("Hi @leo there", 6), { at: 3, query: "le" });
  assert.deepEqual(begunMention("(@", 2), { at: 1, query: "" });
  for (const words of ["", "le", "a@le", "@le o", "/@le", "@@"]) {
    assert.equal(begunMention(words, words.length), null, words);
  }
});

Deno.test("[Q6] the others who are there are offered, by the beginning of a word of their name", () => {
  const members = [member(ana, "ana"), member(ben, "Bénédicte"), member(chloe, "Jean_Paul")];
  const offered = (query: string, change = {}) =>
    mentionable(groupOf({ members, ...change }), ana, query).map(({ username }) => username);
  assert.deepEqual(offered(""), ["Bénédicte", "Jean_Paul"]);
  for (const query of ["BEN", "béné", "bene"]) assert.deepEqual(offered(query), ["Bénédicte"]);
  assert.deepEqual(offered("paul"), ["Jean_Paul"]);
  for (const query of ["ana", "x", "aul", "jean_paul"]) assert.deepEqual(offered(query), [], query);
  const gone = members.map((each) => ({ ...each, leftAt: "2026-06-15T12:00:00.000Z" }));
  assert.deepEqual(offered("", { members: gone }), []);
});

Deno.test("[Q6] a name takes the place of what is begun, with one space behind it", () => {
  const begun = { at: 3, query: "le" };
  assert.deepEqual(completeMention("Hi @le", begun, "Léo"), { text: "Hi @Léo ", caret: 8 });
  assert.deepEqual(completeMention("Hi @le you", begun, "Léo"), { text: "Hi @Léo you", caret: 7 });
});
