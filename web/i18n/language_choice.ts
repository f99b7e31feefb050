// Which language to begin with: the one that was chosen in this browser, else one that the browser
// prefers, else English.

import { type Language, languages } from "./catalogue.ts";

const storageKey = "trio.language";

/** The part of a browser's Storage that is used here; it may throw where storing is forbidden. */
export type LanguageStorage = Pick<Storage, "getItem" | "setItem">;

export type LanguageChoice = ReturnType<typeof createLanguageChoice>;

/** `wanted`: the tags that the browser prefers, the best first. */
export function createLanguageChoice(storage: LanguageStorage, wanted: readonly string[]) {
  return {
    first: storedIn(storage) ?? preferredOf(wanted),
    /** The language that another tab has chosen, if that is what has changed in the storage. */
    changeIn: ({ key, newValue }: Pick<StorageEvent, "key" | "newValue">): Language | null =>
      key === storageKey ? languageOf(newValue) : null,
    store(language: Language): void {
      try {
        storage.setItem(storageKey, language);
      } catch {
        // Storing is forbidden here: the choice holds until the tab is closed.
      }
    },
  };
}

function storedIn(storage: LanguageStorage): Language | null {
  try {
    return languageOf(storage.getItem(storageKey));
  } catch {
    return null;
  }
}

function preferredOf(wanted: readonly string[]): Language {
  const codes = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return codes.flatMap((code) => languages.filter((each) => each === code))[0] ?? "en";
}

function languageOf(code: string | null): Language | null {
  return languages.find((each) => each === code) ?? null;
}
