// The server's stable codes in the user's language: what is shown is never the server's own
// sentence.

import type { Locale } from "../i18n/locale.ts";
import { translate } from "../i18n/translate.ts";
import type { PlainKey } from "../i18n/texts.ts";

/**
 * The sentence for a refusal's code: that of the kind of thing where it has its own; one for all
 * codes that the page does not know.
 */
export function problemText(locale: Locale, code: string, kind = "problem"): string {
  const found = [`${kind}.${code}`, `problem.${code}`].find((key) =>
    Object.hasOwn(locale.texts, key)
  );
  return translate(locale, (found ?? "problem.other") as PlainKey);
}
