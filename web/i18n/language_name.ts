// Names of languages: apart from other formats, since the first page needs none.

import type { Locale } from "./locale.ts";

/** Those that some browsers have no name for. */
const ownNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gsw: { en: "Swiss German", fr: "suisse allemand" },
};

/** A language by its name in the page's, within a sentence; its code where it has none. */
export function languageName(locale: Locale, language: string): string {
  const names = new Intl.DisplayNames([locale.tag], { type: "language", fallback: "none" });
  return names.of(language) ?? ownNames[language]?.[locale.tag.slice(0, 2)] ?? language;
}
