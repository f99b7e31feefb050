// The interests that the page offers. A profile keeps the English words, so that "cooking" and
// "cuisine" are the same to the server; the page shows them in its own language. Pure.

import { interestKey } from "../../protocol/self_description.ts";
import type { Language } from "../i18n/catalogue.ts";

/** In English and in French. */
const words = [
  ["music", "musique"],
  ["singing", "chant"],
  ["concerts", "concerts"],
  ["dancing", "danse"],
  ["cooking", "cuisine"],
  ["baking", "pâtisserie"],
  ["coffee", "café"],
  ["tea", "thé"],
  ["markets", "marchés"],
  ["gardening", "jardinage"],
  ["houseplants", "plantes d’intérieur"],
  ["hiking", "randonnée"],
  ["cycling", "vélo"],
  ["running", "course à pied"],
  ["swimming", "natation"],
  ["climbing", "escalade"],
  ["yoga", "yoga"],
  ["football", "football"],
  ["camping", "camping"],
  ["the sea", "la mer"],
  ["mountains", "montagne"],
  ["travel", "voyages"],
  ["trains", "trains"],
  ["cats", "chats"],
  ["dogs", "chiens"],
  ["birds", "oiseaux"],
  ["films", "films"],
  ["series", "séries"],
  ["theatre", "théâtre"],
  ["museums", "musées"],
  ["books", "livres"],
  ["poetry", "poésie"],
  ["writing", "écriture"],
  ["comics", "BD"],
  ["manga", "mangas"],
  ["podcasts", "podcasts"],
  ["board games", "jeux de société"],
  ["video games", "jeux vidéo"],
  ["chess", "échecs"],
  ["crosswords", "mots croisés"],
  ["photography", "photo"],
  ["painting", "peinture"],
  ["drawing", "dessin"],
  ["knitting", "tricot"],
  ["sewing", "couture"],
  ["pottery", "poterie"],
  ["repairing things", "bricolage"],
  ["design", "design"],
  ["architecture", "architecture"],
  ["flea markets", "brocantes"],
  ["languages", "langues"],
  ["history", "histoire"],
  ["science", "sciences"],
  ["astronomy", "astronomie"],
  ["philosophy", "philosophie"],
  ["programming", "programmation"],
  ["volunteering", "bénévolat"],
  ["long walks", "longues balades"],
  ["picnics", "pique-niques"],
  ["doing nothing", "ne rien faire"],
] as const;

export type ListedInterest = typeof words[number][0];

export const listedInterests: readonly ListedInterest[] = words.map(([key]) => key);

/** As the page shows it: one's own words as they are. */
export function interestName(language: Language, interest: string): string {
  const key = listedOf(interest);
  const found = words.find(([english]) => english === key);
  return found === undefined ? interest : found[language === "fr" ? 1 : 0];
}

/** The listed interest that somebody means, in whatever language of the page; else their words. */
export function interestOf(typed: string): string {
  return listedOf(typed) ?? typed.trim();
}

function listedOf(text: string): ListedInterest | null {
  const key = interestKey(text.trim());
  const found = words.find((pair) => pair.some((word) => interestKey(word) === key));
  return found?.[0] ?? null;
}
