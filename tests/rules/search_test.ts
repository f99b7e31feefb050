// How a text is searched, without a server.

import assert from "node:assert/strict";
import fc from "fast-check";
import { holdsAll, needlesOf, searchable } from "../../protocol/word_search.ts";

function finds(query: string, text: string): boolean {
  return holdsAll(text, needlesOf(query));
}

Deno.test("[G72] each word of a query is found by its beginning, without case and diacritics, in any order", () => {
  const found: [query: string, text: string][] = [
    ["hel", "Hello, world"],
    ["WORLD hello", "Hello, (world)!"],
    ["ete", "Cet Été-là"],
    ["ÉCOLE", "à l'ecole"],
    ["l'école", "L’École est finie"],
    ["coeur", "Cœur brisé"],
    ["cœur", "COEUR"],
    ["strasse", "Straße"],
    ["STRAẞE", "strasse"],
    ["lodz", "Łódź"],
    ["istanbul", "İSTANBUL"],
    ["ΟΔΟΣ", "οδός"],
    ["οδοσ", "Οδός"],
    ["fin", "ﬁnal"],
    ["２", "2 pm"],
    ["عربي", "عَرَبِيّ"],
    ["ё", "Елка"],
    ["京に", "東京に行く"],
    ["abc", "京abc"],
    ["e\u0301t", "été"],
  ];
  for (const [query, text] of found) assert(finds(query, text), `${query} in ${text}`);
  const missed: [query: string, text: string][] = [
    ["ello", "Hello"],
    ["hello there", "Hello, world"],
    ["京東", "東京"],
    ["か", "が"],
    ["का", "की"],
  ];
  for (const [query, text] of missed) assert(!finds(query, text), `${query} in ${text}`);
});

Deno.test("[G72] a text is found by each of its own words, and by its beginning, in whatever case and form", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), (text) => {
    for (const needle of needlesOf(text)) {
      const word = needle.replaceAll(" ", "");
      const [first = ""] = word;
      for (const query of [text, word, first, word.toUpperCase(), word.normalize("NFD")]) {
        assert(finds(query, text), JSON.stringify([query, text]));
      }
    }
  }));
});

Deno.test("[X140] what has no letter and no digit has no word", () => {
  for (const query of ["", " ", "!?", "😀", "\0", "\u0301", "'-'", "\ud800"]) {
    assert.deepEqual(needlesOf(query), [], JSON.stringify(query));
  }
  assert.equal(searchable("!"), "  ");
});
