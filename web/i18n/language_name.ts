// Names of languages: apart from other formats, since the first page needs none.

import type { Locale } from "./locale.ts";

/** A language by its name in the page's, within a sentence. */
export function languageName(locale: Locale, language: string): string {
  return new Intl.DisplayNames([locale.tag], { type: "language" }).of(language) ?? language;
}
