// The server's stable words in the user's language: what is shown is never the server's own
// sentence.

import { en } from "../i18n/en.ts";
import type { PlainKey } from "../i18n/texts.ts";

/**
 * The text for a refusal's code, of a thing that has its own where it has; one for all codes that
 * the page does not know.
 */
export function problemText(code: string, of = "problem"): PlainKey {
  const found = [`${of}.${code}`, `problem.${code}`].find((key) => Object.hasOwn(en, key));
  return found === undefined ? "problem.other" : found as PlainKey;
}
