// The languages that a browser asks for.

import { languagesLength } from "../../protocol/self_description.ts";
import { isLanguageSubtag } from "./language_subtags.ts";

/**
 * The languages of an `Accept-Language` (RFC 9110) in its order, at most five; none that it refuses
 * by a weight of 0. Undefined: it names none.
 */
export function acceptedLanguages(header: string | undefined): readonly string[] | undefined {
  const wanted = (header ?? "").split(",").flatMap((part) => {
    const [range = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? "1";
    const language = languageOf(range);
    return language !== null && Number(weight) > 0 ? [language] : [];
  });
  return wanted.length === 0 ? undefined : [...new Set(wanted)].slice(0, languagesLength.most);
}

/** The language of a range in its canonical form: "tl-PH" is "fil". Null: of none. */
function languageOf(range: string): string | null {
  try {
    const { language } = new Intl.Locale(range);
    return isLanguageSubtag(language) ? language : null;
  } catch {
    return null;
  }
}
