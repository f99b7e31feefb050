// What users tell of themselves: which values are right, and what people have in common.

import assert from "node:assert/strict";
import {
  aboutFault,
  areControlsBalanced,
  commonLanguages,
  interestFault,
  interestKey,
  sharedInterests,
} from "../../protocol/self_description.ts";
import { acceptedLanguages } from "../../routes/http/accept_language.ts";
import { isLanguageSubtag } from "../../routes/http/language_subtags.ts";

Deno.test("[O1] a language is a primary subtag of the registry, in lower case: neither a region, nor a code that it lacks", () => {
  for (const right of ["en", "fr", "de", "zh", "gsw", "yue", "ast", "aab", "zu", "nb", "he"]) {
    assert(isLanguageSubtag(right), right);
  }
  const wrong = ["", "e", "xx", "EN", "en-GB", "eng", "english", "iw", "und", "mul", "qaa", "e1"];
  for (const text of [...wrong, "zz", "en ", "дє"]) assert(!isLanguageSubtag(text), text);
});

Deno.test("[O2] the first languages are those of Accept-Language, in its order, five at most, and none for *", () => {
  const cases: readonly (readonly [string | undefined, readonly string[] | undefined])[] = [
    ["fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", ["fr", "en", "de"]],
    ["en;q=0.5, pt-BR, gsw;q=0.9", ["en", "pt", "gsw"]],
    ["es,it,de,nl,sv,da,fi", ["es", "it", "de", "nl", "sv"]],
    ["zh-Hant-TW, iw, tl-PH; q=0.3", ["zh", "he", "fil"]],
    ["en;q=0, fr;q=0.001", ["fr"]],
    ["*", undefined],
    ["", undefined],
    [undefined, undefined],
    ["xx, not a tag, i-klingon;q=nonsense, -, en-", undefined],
  ];
  for (const [header, languages] of cases) {
    assert.deepEqual(acceptedLanguages(header), languages, header ?? "none");
  }
});

Deno.test("[O3] what is told of oneself shows something, without NUL and lone surrogates, and ends its bidirectional controls", () => {
  for (const right of ["a", "𝒳".repeat(24), "jeux de société", "\u2067שלום\u2069", "👩‍👩‍👧"]) {
    assert.equal(interestFault(right), null, right);
  }
  const wrong = [
    ["", "empty"],
    ["a".repeat(25), "length"],
    ["a\0", "nul"],
    ["\ud800", "surrogates"],
    ["\u200b", "invisible"],
    ["a\u202e", "controls"],
    ["a\u2069", "controls"],
    ["\u202aa\u2069", "controls"],
  ] as const;
  for (const [text, fault] of wrong) assert.equal(interestFault(text), fault, escape(text));
  assert.equal(aboutFault("é".repeat(160)), null);
  assert.equal(aboutFault("é".repeat(161)), "length");
  assert.equal(aboutFault("hi \u202e"), "controls");
  assert(areControlsBalanced("\u2066a \u202bb\u202c c\u2069"));
  assert(!areControlsBalanced("\u2066a \u202bb\u2069 c\u202c"));
});

Deno.test("[O4] common are the languages of all, and the interests of two at least, without case and width, those of most people first", () => {
  const person = (languages: string, ...interests: string[]) => ({
    languages: languages.split(" "),
    interests,
  });
  const [anna, bob, clo] = [
    person("fr en de", "Chess", "hiking", "ＴＥＡ"),
    person("de fr", "tea", "STRASSE", "films"),
    person("en de fr", "straße", "chess", "Tea"),
  ];
  assert.deepEqual(commonLanguages([anna, bob, clo]), ["fr", "de"]);
  assert.deepEqual(commonLanguages([person("en fr"), person("fr it"), person("it en")]), []);
  assert.deepEqual(sharedInterests([anna, bob, clo]), ["ＴＥＡ", "Chess", "STRASSE"]);
  assert.deepEqual(sharedInterests([anna]), []);
  assert.equal(interestKey("ＴＥＡ"), interestKey("tea"));
});

function escape(text: string): string {
  return JSON.stringify(text);
}
