// The language of the page, which changes once the texts of another one are loaded.

import { computed, signal } from "@preact/signals";
import type { Language } from "./catalogue.ts";
import type { LanguageChoice } from "./language_choice.ts";
import { localeOf, tagOf } from "./locale.ts";
import type { Catalogue, Key, Part, Values } from "./texts.ts";
import { translate } from "./translate.ts";

export interface SpeechDeps {
  readonly choice: LanguageChoice;
  /** The texts of the language that the choice begins with. */
  readonly texts: Catalogue;
  /** The tags that the browser prefers, the best first. */
  readonly wanted: readonly string[];
  /** The texts of a language and of these parts; null when they cannot be had now. */
  readonly load: (language: Language, parts: readonly Part[]) => Promise<Catalogue | null>;
}

export type Speech = ReturnType<typeof createSpeech>;

/** The language as a signal, its switch, and `t`, which follows the signal. */
export function createSpeech(deps: SpeechDeps) {
  const { choice, wanted } = deps;
  const { spoken, change, need } = createSpoken(deps);
  const language = computed(() => spoken.value.language);
  const locale = computed(() => localeOf(tagOf(language.value, wanted), spoken.value.texts));
  return {
    language,
    /** The language as the region of the browser writes it. */
    locale,
    t: <K extends Key>(key: K, ...values: Values<K>): string =>
      translate(locale.value, key, ...values),
    need,
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

/** What is spoken: a language, with the texts of the parts that were needed. */
function createSpoken({ choice, texts, load }: SpeechDeps) {
  const spoken = signal({ language: choice.first, texts });
  const parts = new Set<Part>();
  let latest = choice.first;
  let begun = 0;
  let taken = 0;
  const change = async (next: Language): Promise<boolean> => {
    latest = next;
    const turn = ++begun;
    const loaded = await load(next, [...parts]);
    // Another language may have been chosen while the texts were on their way.
    if (loaded === null || latest !== next) return false;
    // Or a part was needed meanwhile, whose texts have come sooner.
    if (turn > taken) spoken.value = { language: next, texts: loaded };
    taken = Math.max(taken, turn);
    return true;
  };
  /** Loads the texts of a part, from then on of each language; false: they cannot be had now. */
  const need = async (part: Part): Promise<boolean> => {
    parts.add(part);
    for (let next = latest;; next = latest) {
      if (await change(next)) return true;
      if (next === latest) break;
    }
    parts.delete(part);
    return false;
  };
  return { spoken, change, need };
}
