// A language as one region writes it, with everything that Intl makes of it, made once: making one costs more than
// using it a hundred times.

import { type Language, languages } from "./catalogue.ts";

export type Locale = ReturnType<typeof localeOf>;

/** What Intl needs for a BCP 47 tag such as "en-GB"; a language without a catalogue counts as English. */
export function localeOf(tag: string) {
  const code = tag.toLowerCase().split("-")[0];
  return {
    language: languages.find((each) => each === code) ?? "en",
    tag,
    time: new Intl.DateTimeFormat(tag, { timeStyle: "short" }),
    stamp: new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }),
    moment: new Intl.DateTimeFormat(tag, { weekday: "long", hour: "numeric", minute: "numeric" }),
    list: new Intl.ListFormat(tag, { type: "conjunction" }),
    plural: new Intl.PluralRules(tag),
    number: new Intl.NumberFormat(tag),
  } as const;
}

/** The first wanted tag of a language, with the region that tells how times are written; else the language alone. */
export function tagOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().split("-")[0] === language && isTag(tag)) ?? language;
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
