// How a simulated person answers: guesses the language and the occasion of a text, and picks a
// phrase. Pure, but for the chance that is handed in.

import { pick, type Random } from "./people.ts";
import { type Language, type Occasion, phrases } from "./phrases.ts";

const words: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(
    ("je tu il elle nous vous ils elles le la les un une des du de et est es suis sont ai as avez pas ne que qui " +
      "quoi quel quelle pour avec dans sur mais ou où comment pourquoi quand oui non merci bonjour salut coucou bonsoir " +
      "ça ca va bien très moi toi mon ma mes ton ta tes aussi revoir ici alors").split(" "),
  ),
  en: new Set(
    ("i you he she it we they the a an and is are am was were do does did not don what who which how why when where " +
      "yes no thanks thank hello hi hey good my your his her for with in to of this that there have has well very me " +
      "too also so but or bye from can could would like").split(" "),
  ),
};

const occasions: readonly (readonly [Occasion, RegExp])[] = [
  ["who", /\b(bots?|robots?|humans?|humaine?|who are you|qui es[- ]tu|qui êtes[- ]vous)\b/i],
  ["thanks", /\b(merci|thanks?|thx)\b/i],
  ["farewell", /(au revoir|à bientôt|bonne nuit|\b(bye|goodbye|see you|good night|ciao)\b)/i],
  [
    "greeting",
    /^\s*(bonjour|salut|coucou|bonsoir|hello|hi|hey|good (morning|evening))(?![\p{L}])/iu,
  ],
  ["question", /\?\s*$/],
];

/** The language of a text; null: nothing in it tells. */
export function guessLanguage(text: string): Language | null {
  const found = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const hits = (language: Language): number =>
    found.filter((word) => words[language].has(word)).length;
  const elided = text.match(/(?<!\p{L})([cdjlmnst]|qu)['’]\p{L}/giu)?.length ?? 0;
  const contracted = text.match(/\p{L}['’](t|s|m|re|ve|ll)(?!\p{L})/giu)?.length ?? 0;
  const accents = text.match(/[àâçèéêëîïôùûœ]/gi)?.length ?? 0;
  const lead = hits("fr") + elided + accents - hits("en") - contracted;
  return lead === 0 ? null : lead > 0 ? "fr" : "en";
}

/** A phrase that fits a text, in the given language, other than `last`. */
export function answer(
  random: Random,
  text: string,
  language: Language,
  last: string | null,
): string {
  const [occasion] = occasions.find(([, sign]) => sign.test(text)) ?? ["talk" as const];
  return pick(random, phrases[language][occasion].filter((phrase) => phrase !== last));
}
