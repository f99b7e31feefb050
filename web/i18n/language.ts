// The language of the page, which changes once the texts of another one are loaded.

import { computed, signal } from "@preact/signals";
import type { Language } from "./catalogue.ts";
import type { LanguageChoice } from "./language_choice.ts";
import { localeOf, tagOf } from "./locale.ts";
import type { Catalogue, Key, Values } from "./texts.ts";
import { translate } from "./translate.ts";

export interface SpeechDeps {
  readonly choice: LanguageChoice;
  /** The texts of the language that the choice begins with. */
  readonly texts: Catalogue;
  /** The tags that the browser prefers, the best first. */
  readonly wanted: readonly string[];
  /** Null when the texts cannot be had now. */
  readonly load: (language: Language) => Promise<Catalogue | null>;
}

export type Speech = ReturnType<typeof createSpeech>;

/** The language as a signal, its switch, and `t`, which follows the signal. */
export function createSpeech({ choice, texts, wanted, load }: SpeechDeps) {
  const spoken = signal({ language: choice.first, texts });
  const language = computed(() => spoken.value.language);
  const locale = computed(() => localeOf(tagOf(language.value, wanted), spoken.value.texts));
  let latest = choice.first;
  const change = async (next: Language): Promise<boolean> => {
    latest = next;
    const loaded = await load(next);
    // Another language may have been chosen while the texts were on their way.
    if (loaded === null || latest !== next) return false;
    spoken.value = { language: next, texts: loaded };
    return true;
  };
  return {
    language,
    /** The language as the region of the browser writes it. */
    locale,
    t: <K extends Key>(key: K, ...values: Values<K>): string =>
      translate(locale.value, key, ...values),
    /** Takes over what was chosen in another tab. */
    async onStorage(event: Pick<StorageEvent, "key" | "newValue">): Promise<void> {
      const next = choice.changeIn(event);
      if (next !== null) await change(next);
    },
    /** Changes nothing when the texts cannot be had now. */
    async choose(next: Language): Promise<void> {
      if (await change(next)) choice.store(next);
    },
  };
}
