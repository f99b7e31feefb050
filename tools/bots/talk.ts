// How a simulated person answers: guesses the language and the occasion of a text, and picks a
// phrase. Pure, but for the chance that is handed in.

import { asksWhatItIs } from "./asked.ts";
import { pick, type Random } from "./people.ts";
import { type Language, type Occasion, phrases } from "./phrases.ts";

const words: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(
    ("je tu il elle nous vous ils elles le la les un une des du de et est es suis sont ai as avez pas ne que qui " +
      "quoi quel quelle pour avec dans sur mais ou où comment pourquoi quand oui non merci bonjour salut coucou bonsoir " +
      "ça ca va bien très moi toi mon ma mes ton ta tes aussi revoir ici alors humain humaine humains vrai vraie " +
      "vraies personne réelle gens parle parler quelqu ordinateur programme").split(" "),
  ),
  en: new Set(
    ("i you he she it we they the a an and is are am was were do does did not don what who which how why when where " +
      "yes no thanks thank hello hi hey good my your his her for with in to of this that there have has well very me " +
      "too also so but or bye from can could would like human humans real person people computer program am anyone")
      .split(" "),
  ),
};

const occasions: readonly (readonly [Occasion, RegExp])[] = [
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

/** What a text calls for. */
export function occasionOf(text: string): Occasion {
  if (asksWhatItIs(text)) return "who";
  const [occasion] = occasions.find(([, sign]) => sign.test(text)) ?? ["talk" as const];
  return occasion;
}

/** A phrase for an occasion, in the given language, other than `last`. */
export function phraseFor(
  random: Random,
  occasion: Occasion,
  language: Language,
  last: string | null,
): string {
  return pick(random, phrases[language][occasion].filter((phrase) => phrase !== last));
}
