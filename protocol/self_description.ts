// What users tell of themselves for others to see: languages, interests, a line about oneself. The
// rules on these values, and what several people have in common. Pure.

import { folded } from "./case_folding.ts";
import type { SelfDescription } from "./domain.ts";
import { hasLength, type Length, type TextFault, textFault } from "./rules.ts";

/** How many languages a profile has. */
export const languagesLength: Length = { least: 1, most: 5 };
/** How many interests a profile has at most. */
export const interestsMost = 8;
/** In code points, trimmed and in NFC. */
export const interestLength: Length = { least: 1, most: 24 };
/** In code points, trimmed. */
export const aboutLength: Length = { least: 1, most: 160 };

/** The language of who has told none. */
export const firstLanguage = "en";

/** An interest as it is kept. */
export function preparedInterest(interest: string): string {
  return interest.trim().normalize("NFC");
}

export type SelfFault = TextFault | "length" | "controls";

/** What is wrong with an interest, once prepared; null: nothing. */
export function interestFault(interest: string): SelfFault | null {
  return selfFault(interest, interestLength);
}

/** What is wrong with the trimmed line about oneself; null: nothing. */
export function aboutFault(about: string): SelfFault | null {
  return selfFault(about, aboutLength);
}

function selfFault(text: string, length: Length): SelfFault | null {
  const fault = textFault(text);
  if (fault !== null) return fault;
  if (!hasLength(text, length)) return "length";
  return areControlsBalanced(text) ? null : "controls";
}

/**
 * Whether each bidirectional embedding, override and isolate of a text is ended in it, and none
 * that is not there: else it would turn what stands beside it.
 */
export function areControlsBalanced(text: string): boolean {
  const open: string[] = [];
  for (const [control] of text.matchAll(/[\u202A-\u202E\u2066-\u2069]/g)) {
    if (control !== "\u202C" && control !== "\u2069") {
      open.push(control < "\u2066" ? "\u202C" : "\u2069");
    } else if (open.pop() !== control) return false;
  }
  return open.length === 0;
}

/** Two interests with one key are the same. */
export function interestKey(interest: string): string {
  return folded(interest);
}

type Languages = Pick<SelfDescription, "languages">;
type Interests = Pick<SelfDescription, "interests">;

/** The languages that all of these people have, in the order of the first. */
export function commonLanguages([first, ...others]: readonly Languages[]): string[] {
  return first?.languages.filter((language) =>
    others.every(({ languages }) => languages.includes(language))
  ) ?? [];
}

/**
 * The interests that at least two of these people have, those of most people first; each as the
 * first of them writes it.
 */
export function sharedInterests(people: readonly Interests[]): string[] {
  const found = new Map<string, { readonly interest: string; count: number }>();
  for (const interest of people.flatMap(({ interests }) => interests)) {
    const key = interestKey(interest);
    const known = found.get(key) ?? { interest, count: 0 };
    known.count += 1;
    found.set(key, known);
  }
  return [...found.values()].filter(({ count }) => count > 1).sort((a, b) => b.count - a.count)
    .map(({ interest }) => interest);
}
