// The server's stable words in the user's language: what is shown is never the server's own sentence.

import { en } from "./i18n/en.ts";
import type { PlainKey } from "./i18n/texts.ts";

/** The text for a refusal's code; one for all codes that the page does not know. */
export function problemText(code: string): PlainKey {
  const key = `problem.${code}`;
  return Object.hasOwn(en, key) ? key as PlainKey : "problem.other";
}
