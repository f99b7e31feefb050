// Folds a text that would push the talk away: by the rows that it takes, since line breaks and tabs
// make many of few characters. Pure.

import { graphemesOf } from "../../../protocol/rules.ts";

/** A text of more rows than these is folded: it would fill most of a screen. */
const mostRows = 16;
/** So many rows of a folded text are shown: some fewer, so that unfolding is worth it. */
const shownRows = 10;
/** Letters in the widest row of a bubble, and on a phone. */
export const columns = { wide: 60, narrow: 36 };
const tabColumns = 8;
/** Everything at which a browser begins a line in preserved white space. */
const lineBreak = /\r\n|[\n\v\f\u0085\u2028\u2029]/;
/** Scripts and signs of twice the width. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

/** The beginning of a text that takes too many rows of so many letters; null: it is shown whole. */
export function foldedText(text: string, columnsInRow: number): string | null {
  const lines = text.split(lineBreak);
  // The most that it can be, which is quick to tell, and enough for what people mostly write.
  const most = lines.length + (text.length * tabColumns) / columnsInRow;
  if (most <= mostRows) return null;
  if (lines.reduce((sum, line) => sum + rowsOf(line, columnsInRow), 0) <= mostRows) return null;
  const shown: string[] = [];
  let left = shownRows;
  for (const line of lines) {
    const rows = rowsOf(line, columnsInRow);
    if (rows > left) {
      // Half an address would lead elsewhere.
      if (left > 0) shown.push(beginningOf(line, left * columnsInRow).replace(/https?:\S*$/i, ""));
      break;
    }
    shown.push(line);
    left -= rows;
  }
  return shown.join("\n").trimEnd();
}

function rowsOf(line: string, columnsInRow: number): number {
  let width = 0;
  for (const character of line) width += columnsOf(character);
  return Math.max(1, Math.ceil(width / columnsInRow));
}

function columnsOf(character: string): number {
  if (/^\p{Mn}$/u.test(character)) return 0;
  return character === "\t" ? tabColumns : wide.test(character) ? 2 : 1;
}

/** What of a line fits in so many columns. */
function beginningOf(line: string, width: number): string {
  let left = width;
  const graphemes = graphemesOf(line);
  const end = graphemes.findIndex((grapheme) => (left -= columnsOf(grapheme)) < 0);
  return (end < 0 ? graphemes : graphemes.slice(0, end)).join("");
}
