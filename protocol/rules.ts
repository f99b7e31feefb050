// The rules on single values, for the server, the page and the tests. Pure. A rule that depends on
// a setting or on the database is not here.

import { ageOn } from "./age.ts";
import type { Day } from "./domain.ts";

interface Length {
  readonly least: number;
  readonly most: number;
}

/** People in a group when it is formed, and the most at any time. */
export const groupSize = 3;

/** In code points, after NFC. */
export const usernameLength: Length = { least: 3, most: 32 };
/** In code points. */
export const passwordLength: Length = { least: 8, most: 256 };
/** In UTF-16 code units. */
export const emojiLength = 16;

/** The lowest that `MIN_AGE` may be. */
export const youngestAge = 13;
/** The highest age that a person has reached. */
export const oldestAge = 122;
/** The most years of difference that criteria can name. */
export const widestAgeGap = 99;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Whether a text has so many code points: a letter of two code units counts once. */
export function hasLength(text: string, { least, most }: Length): boolean {
  const length = [...text].length;
  return length >= least && length <= most;
}

/** What is wrong with a username; null: nothing. */
export function usernameFault(username: string): "length" | "characters" | "invisible" | null {
  const name = username.normalize("NFC");
  if (!hasLength(name, usernameLength)) return "length";
  if (!/^(?!\p{M})[\p{L}\p{M}\p{Nd}_.-]+$/u.test(name)) return "characters";
  // Fillers and selectors are letters and marks that show nothing: two names could look alike.
  return /\p{Default_Ignorable_Code_Point}/u.test(name) ? "invisible" : null;
}

/** What is wrong with a new password by itself; null: nothing. */
export function passwordFault(password: string): "length" | "surrogates" | null {
  if (!password.isWellFormed()) return "surrogates";
  return hasLength(password, passwordLength) ? null : "length";
}

/** What is wrong with a birth date; null: nothing. `today` is a day in UTC. */
export function birthDateFault(birthDate: string, today: Day): "day" | "future" | "age" | null {
  if (!isDay(birthDate)) return "day";
  if (birthDate > today) return "future";
  return ageOn(birthDate, today) > oldestAge ? "age" : null;
}

/** Whether a text names a day, `YYYY-MM-DD`, that exists: 30 February does not. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isFinite(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Whether a value is one grapheme that shows something: no white space, no control character. */
export function isEmoji(value: unknown): value is string {
  if (typeof value !== "string" || value.length > emojiLength || !value.isWellFormed()) {
    return false;
  }
  return !/[\s\p{Cc}]/u.test(value) && graphemesOf(value).length === 1;
}

/** A text in what a reader takes for single characters. */
export function graphemesOf(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}
