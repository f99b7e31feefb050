// How a text is searched: by words, without case and diacritics, each by its beginning. The text
// and what is searched for are folded alike. Pure.

import type { Length } from "./rules.ts";

/** Of what is searched for, in code points. */
export const queryLength: Length = { least: 1, most: 100 };

/** The words of a text, folded, with a space before each place where one may begin. */
export function searchable(text: string): string {
  return spaced(folded(text));
}

/** What a text must hold in its `searchable` form to have all words of a query. */
export function needlesOf(query: string): readonly string[] {
  const words = folded(query).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words.map((word) => spaced(word).trimEnd()))];
}

/** Whether a text has, for each needle, a word that begins so. */
export function holdsAll(text: string, needles: readonly string[]): boolean {
  const words = searchable(text);
  return needles.every((needle) => words.includes(needle));
}

const isAscii = /^[\0-\x7F]*$/;

// Vowel signs of India are marks, too, and no diacritics; neither are the voicing marks of Japan.
const diacritics =
  /[[\p{Mn}&&[\p{sc=Zinh}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hebr}\p{sc=Arab}]]--[\u3099\u309A]]/gv;

/** Letters whose other form no case and no decomposition gives. */
const plainLetters: Readonly<Record<string, string>> = {
  ...{ æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ŧ: "t" },
  ...{ ß: "ss", ς: "σ" },
};
const unplain = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "g");

// These scripts are written without spaces: a word may begin at each letter.
const unspaced =
  /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/gu;

function folded(text: string): string {
  // Most texts of most people, and many times as fast.
  if (isAscii.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replaceAll(diacritics, "").toUpperCase().toLowerCase()
    .normalize("NFC").replaceAll(unplain, (letter) => plainLetters[letter] ?? letter);
}

function spaced(words: string): string {
  if (isAscii.test(words)) return ` ${words.replaceAll(/[^a-z0-9]+/g, " ")}`;
  return ` ${words.replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, " ")}`.replaceAll(unspaced, " $& ")
    .replaceAll(/ {2,}/g, " ");
}
