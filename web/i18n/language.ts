// The language of the page: the one that was chosen, else the browser's, else English.

import { computed, signal } from "@preact/signals";
import { type Language, languages } from "./catalogue.ts";
import { localeOf, tagOf } from "./locale.ts";
import { translate } from "./translate.ts";
import type { Key, Values } from "./texts.ts";

const storageKey = "trio.language";

/** The part of a browser's Storage that is used here; it may throw where storing is forbidden. */
type LocalStore = Pick<Storage, "getItem" | "setItem">;

export type Speech = ReturnType<typeof createSpeech>;

/** The language signal, its switch, and `t`, which follows the signal. */
export function createSpeech(localStore: LocalStore, wanted: readonly string[]) {
  const language = signal<Language>(kept(localStore) ?? preferred(wanted));
  const locale = computed(() => localeOf(tagOf(language.value, wanted)));
  return {
    language,
    /** The language as the region of the browser writes it. */
    locale,
    t: <K extends Key>(key: K, ...values: Values<K>): string =>
      translate(locale.value, key, ...values),
    /** Takes over what was chosen in another tab. */
    hear({ key, newValue }: Pick<StorageEvent, "key" | "newValue">): void {
      const next = languages.find((each) => each === newValue);
      if (key === storageKey && next !== undefined) language.value = next;
    },
    choose(next: Language): void {
      language.value = next;
      remember(localStore, next);
    },
  };
}

/** The first wanted language that there is a catalogue for. */
export function preferred(wanted: readonly string[]): Language {
  const codes = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return codes.flatMap((code) => languages.filter((each) => each === code))[0] ?? "en";
}

function kept(localStore: LocalStore): Language | null {
  try {
    const value = localStore.getItem(storageKey);
    return languages.find((each) => each === value) ?? null;
  } catch {
    return null;
  }
}

function remember(localStore: LocalStore, language: Language): void {
  try {
    localStore.setItem(storageKey, language);
  } catch {
    // Storing is forbidden here: the choice holds until the tab is closed.
  }
}
