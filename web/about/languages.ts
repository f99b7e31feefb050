// The languages that the page offers, and what they are called. Pure.

import { languagesLength } from "../../protocol/self_description.ts";

/** Others are right, too: they are shown where somebody has them. */
const offered = (
  "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fil fr ga gl gsw gu he hi hr hu " +
  "hy id is it ja ka kk km kn ko ku lb lo lt lv mg mk ml mn mr ms mt my ne nl no oc pa pl ps pt ro " +
  "ru si sk sl so sq sr sv sw ta te th ti tr uk ur uz vi wo yo yue zh zu"
).split(" ");

/** The languages of a browser in its order, as profiles have them. */
export function browserLanguages(tags: readonly string[]): string[] {
  const found = tags.flatMap((tag) => {
    try {
      return [new Intl.Locale(tag).language];
    } catch {
      return [];
    }
  });
  return [...new Set(found)].slice(0, languagesLength.most);
}

/** In the language of the page; of a language that the browser has no name for, its subtag. */
export function languageName(page: string, subtag: string): string {
  try {
    const names = new Intl.DisplayNames(page, { type: "language" });
    return names.of(subtag) ?? subtag;
  } catch {
    return subtag;
  }
}

/** Those of the offered languages that are not chosen, by their names. */
export function otherLanguages(page: string, chosen: readonly string[]) {
  return offered.filter((subtag) => !chosen.includes(subtag))
    .map((subtag) => ({ subtag, name: languageName(page, subtag) }))
    .sort((a, b) => a.name.localeCompare(b.name, page));
}
