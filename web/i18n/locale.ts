// A language as one region writes it: its texts, and what Intl makes of it. A formatter is made
// when it is first used, and once: making one costs more than using it a hundred times.

import type { Language } from "./catalogue.ts";
import type { Catalogue } from "./texts.ts";

const minuteMs = 60_000;

export type Locale = ReturnType<typeof localeOf>;

/** A BCP 47 tag such as "en-GB", and the texts of its language. */
export function localeOf(tag: string, texts: Catalogue) {
  const time = once(() => new Intl.DateTimeFormat(tag, { timeStyle: "short" }));
  return {
    texts,
    tag,
    timeOfMinute: lately((minute) => time().format(minute * minuteMs)),
    stamp: once(() => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" })),
    moment: once(() =>
      new Intl.DateTimeFormat(tag, { weekday: "long", hour: "numeric", minute: "numeric" })
    ),
    date: once(() => new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short" })),
    list: once(() => new Intl.ListFormat(tag, { type: "conjunction" })),
    plural: once(() => new Intl.PluralRules(tag)),
    number: once(() => new Intl.NumberFormat(tag)),
  } as const;
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => made ??= make();
}

/** Remembers the last answer: most lines are of the minute of the line before. */
function lately(find: (key: number) => string): (key: number) => string {
  let last: readonly [number, string] | undefined;
  return (key) => {
    if (last?.[0] !== key) last = [key, find(key)];
    return last[1];
  };
}

/**
 * The first wanted tag of a language, with the region that tells how times are written; else the
 * language alone.
 */
export function tagOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().split("-")[0] === language && isTag(tag)) ??
    language;
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
