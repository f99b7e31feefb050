// The languages that the page offers. Pure.

import { languageName } from "../i18n/language_name.ts";
import type { Locale } from "../i18n/locale.ts";

/** Others are right, too: they are shown where somebody has them. */
const offered = (
  "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fil fr ga gl gsw gu he hi hr hu " +
  "hy id is it ja ka kk km kn ko ku lb lo lt lv mg mk ml mn mr ms mt my ne nl no oc pa pl ps pt ro " +
  "ru si sk sl so sq sr sv sw ta te th ti tr uk ur uz vi wo yo yue zh zu"
).split(" ");

/** Those of the offered languages that are not chosen, by their names. */
export function otherLanguages(locale: Locale, chosen: readonly string[]) {
  return offered.filter((subtag) => !chosen.includes(subtag))
    .map((subtag) => ({ subtag, name: languageName(locale, subtag) }))
    .sort((a, b) => a.name.localeCompare(b.name, locale.tag));
}
