// What people have in common, as matching knows it. A language that all three have is needed, so
// that it is of the queues; interests that two of them share save years, so that they are of the
// cost. Pure.

import type { Person } from "./party.ts";

/** A shared interest saves a pair a year, and a pair saves so many years at most. */
export const savedMost = 3;

/** The languages of a party: those that all of its people have, in one order for one set. */
export function languagesOf(people: readonly Person[]): readonly string[] {
  const first = people[0]?.languages ?? [];
  const second = people[1]?.languages;
  const common = second ? first.filter((language) => second.includes(language)) : first;
  return common.length < 2 ? common : [...common].sort();
}

/** One text for one set of languages, which `languagesOf` has given. */
export function languageKey(languages: readonly string[]): string {
  return languages.length === 1 ? languages[0] ?? "" : languages.join(" ");
}

/** Of these languages, a bit for each, those that are among the others. */
export function maskOf(languages: readonly string[], others: readonly string[]): number {
  let mask = 0;
  for (let at = 0; at < languages.length; at++) {
    if (others.includes(languages[at] ?? "")) mask |= 1 << at;
  }
  return mask;
}

/** Whether these parties have a language that all of them have. */
export function haveCommonLanguage(
  [first, ...others]: readonly { readonly languages: readonly string[] }[],
): boolean {
  return first !== undefined &&
    first.languages.some((language) =>
      others.every(({ languages }) => languages.includes(language))
    );
}

/** A bit for each interest of the people: without a bit in common there is none in common. */
export function interestBitsOf(people: readonly Person[]): number {
  let bits = 0;
  for (const { interests } of people) {
    if (interests.length > 0) { for (const interest of interests) bits |= bitOf(interest); }
  }
  return bits;
}

interface Interested {
  readonly people: readonly Person[];
  readonly interestBits: number;
}

/** How many years the interests save that people of two parties share. Symmetric. */
export function savedYears(a: Interested, b: Interested): number {
  if ((a.interestBits & b.interestBits) === 0) return 0;
  let years = 0;
  for (const one of a.people) {
    for (const other of b.people) years += savedByPair(one, other);
  }
  return years;
}

/** How many years the interests save that the people of one party share with each other. */
export function savedWithin([first, second]: readonly Person[]): number {
  return first === undefined || second === undefined ? 0 : savedByPair(first, second);
}

function savedByPair({ interests }: Person, other: Person): number {
  let years = 0;
  for (const interest of interests) {
    if (years < savedMost && other.interests.includes(interest)) years += 1;
  }
  return years;
}

/** One of thirty bits, a small integer to V8. */
function bitOf(interest: string): number {
  let sum = 0;
  for (let at = 0; at < interest.length; at++) sum = (sum * 31 + interest.charCodeAt(at)) | 0;
  return 1 << ((sum >>> 0) % 30);
}
