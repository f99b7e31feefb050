// Both languages as they are once their texts are loaded.

import { accountEn } from "../../../web/i18n/account_en.ts";
import { accountFr } from "../../../web/i18n/account_fr.ts";
import { chatEn } from "../../../web/i18n/chat_en.ts";
import { chatFr } from "../../../web/i18n/chat_fr.ts";
import type { Language } from "../../../web/i18n/catalogue.ts";
import { createLanguageChoice, type LanguageStorage } from "../../../web/i18n/language_choice.ts";
import { en } from "../../../web/i18n/en.ts";
import { aboutEn } from "../../../web/i18n/about_en.ts";
import { aboutFr } from "../../../web/i18n/about_fr.ts";
import { fr } from "../../../web/i18n/fr.ts";
import { createSpeech, type SpeechDeps } from "../../../web/i18n/language.ts";
import { moderationEn } from "../../../web/i18n/moderation_en.ts";
import { moderationFr } from "../../../web/i18n/moderation_fr.ts";
import { opsEn } from "../../../web/i18n/ops_en.ts";
import { opsFr } from "../../../web/i18n/ops_fr.ts";
import { pushEn } from "../../../web/i18n/push_en.ts";
import { pushFr } from "../../../web/i18n/push_fr.ts";
import { talkEn } from "../../../web/i18n/talk_en.ts";
import { talkFr } from "../../../web/i18n/talk_fr.ts";
import { waitEn } from "../../../web/i18n/wait_en.ts";
import { waitFr } from "../../../web/i18n/wait_fr.ts";
import { localeOf } from "../../../web/i18n/locale.ts";
import type { Catalogue } from "../../../web/i18n/texts.ts";

export const catalogues: Readonly<Record<Language, Catalogue>> = {
  en: {
    ...en,
    ...aboutEn,
    ...accountEn,
    ...chatEn,
    ...moderationEn,
    ...opsEn,
    ...pushEn,
    ...talkEn,
    ...waitEn,
  },
  fr: {
    ...fr,
    ...aboutFr,
    ...accountFr,
    ...chatFr,
    ...moderationFr,
    ...opsFr,
    ...pushFr,
    ...talkFr,
    ...waitFr,
  },
};
export const english = localeOf("en", catalogues.en);
export const french = localeOf("fr", catalogues.fr);

/** Where a language may be stored, and none is. */
export const emptyStorage: LanguageStorage = { getItem: () => null, setItem: () => {} };

interface SpeechOptions {
  readonly storage?: LanguageStorage;
  /** Every language is to be had unless told otherwise. */
  readonly load?: SpeechDeps["load"];
}

/** Speech in the language that a browser with these tags begins with. */
export function speechOf(wanted: readonly string[], options: SpeechOptions = {}) {
  const { storage = emptyStorage, load = (language) => Promise.resolve(catalogues[language]) } =
    options;
  const choice = createLanguageChoice(storage, wanted);
  return createSpeech({ choice, texts: catalogues[choice.first], wanted, load });
}
