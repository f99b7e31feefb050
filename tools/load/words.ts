// What the users of a run say: texts as long as people write them, each its own. Pure.

import { authorOf, nthOf, type TextNumber } from "./text_numbers.ts";

const filler = "a line of chat as people write it, neither short nor long, and now and then a " +
  "longer one, with some letters that take two bytes, such as é, à and ü, so that texts are " +
  "told apart from their bytes.";
/** Most texts are short: lengths of what is said behind the number. */
const lengths = [0, 8, 16, 24, 40, 40, 60, 60, 90, 180];

/** The text of a number, the same each time: a repeat says the same. */
export function wordsOf(text: TextNumber): string {
  const length = lengths[(authorOf(text) * 7 + nthOf(text)) % lengths.length] ?? 0;
  return `${authorOf(text)}/${nthOf(text)} ${filler.slice(0, length)}`.trimEnd();
}
