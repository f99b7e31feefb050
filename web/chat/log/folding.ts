// Folds a text that would push the talk away: by the rows that it takes, since line breaks and tabs
// make many of few characters. Pure.

import { graphemesOf } from "../../../protocol/rules.ts";

/** More rows than the longest text of Latin letters has. */
const mostRows = 40;
/** So many rows of a folded text are shown. */
const shownRows = 12;
const columnsInRow = 100;
const tabColumns = 8;
/** Everything at which a browser begins a line in preserved white space. */
const lineBreak = /\r\n|[\n\v\f\u0085\u2028\u2029]/;
/** Scripts and signs of twice the width. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

/** The beginning of a text that takes too many rows; null: it is shown whole. */
export function foldedText(text: string): string | null {
  const lines = text.split(lineBreak);
  // The most that it can be, which is quick to tell, and enough for what people mostly write.
  const most = lines.length + (text.length * tabColumns) / columnsInRow;
  if (most <= mostRows) return null;
  if (lines.reduce((sum, line) => sum + rowsOf(line), 0) <= mostRows) return null;
  const shown: string[] = [];
  let left = shownRows;
  for (const line of lines) {
    if (rowsOf(line) > left) {
      // Half an address would lead elsewhere.
      if (left > 0) shown.push(beginningOf(line, left).replace(/https?:\S*$/i, ""));
      break;
    }
    shown.push(line);
    left -= rowsOf(line);
  }
  return shown.join("\n").trimEnd();
}

function rowsOf(line: string): number {
  let columns = 0;
  for (const character of line) columns += columnsOf(character);
  return Math.max(1, Math.ceil(columns / columnsInRow));
}

function columnsOf(character: string): number {
  return character === "\t" ? tabColumns : wide.test(character) ? 2 : 1;
}

/** What of a line fits in so many rows. */
function beginningOf(line: string, rows: number): string {
  let left = rows * columnsInRow;
  const graphemes = graphemesOf(line);
  const end = graphemes.findIndex((grapheme) => (left -= columnsOf(grapheme)) < 0);
  return (end < 0 ? graphemes : graphemes.slice(0, end)).join("");
}
