// Lines for the operator. What clients sent may be in an error's words: a line stays one line, and
// nothing in it controls the terminal that shows it.

import { instantOf, systemClock } from "../protocol/clock.ts";

/** Controls, invisible marks that reorder or hide, line and paragraph separators, surrogates. */
const unshowable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text as one line, with what is not to be shown written as `\u{…}`. */
export function logLine(text: string): string {
  return text.replace(unshowable, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`);
}

/** A log on a full disk takes no line, which must not be a fault of its own. */
export function print(log: (line: string) => void, text: string): void {
  try {
    log(logLine(text));
  } catch {
    // There is nowhere left to tell it.
  }
}

/** Prints a line with the time. */
export function notice(sentence: string): void {
  print(console.error, `${instantOf(systemClock.now())} ${sentence}`);
}
