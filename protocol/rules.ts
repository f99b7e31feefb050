// What single values may be: one place for the server, the page and the tests. Pure; a value that
// depends on a setting or on the database is judged there.

import { ageOn } from "./age.ts";
import type { Day } from "./domain.ts";

interface Length {
  readonly least: number;
  readonly most: number;
}

/** People in a group when it is formed, and the most that are in it at a time. */
export const groupSize = 3;

/** In code points, after NFC. */
export const usernameLength: Length = { least: 3, most: 32 };
/** In code points. */
export const passwordLength: Length = { least: 8, most: 256 };
/** In UTF-16 code units. */
export const emojiLength = 16;

/** The youngest age that `MIN_AGE` may let in. */
export const youngestAge = 13;
/** The oldest anyone has been. */
export const oldestAge = 122;
/** The most years that criteria can name. */
export const widestAgeGap = 99;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Counted in code points, so that a letter outside the first plane is one. */
export function hasLength(text: string, { least, most }: Length): boolean {
  const length = [...text].length;
  return length >= least && length <= most;
}

/** What is wrong with a username, or null. */
export function usernameFault(username: string): "length" | "characters" | "invisible" | null {
  const name = username.normalize("NFC");
  if (!hasLength(name, usernameLength)) return "length";
  if (!/^(?!\p{M})[\p{L}\p{M}\p{Nd}_.-]+$/u.test(name)) return "characters";
  // Fillers and selectors count as letters and marks, and show nothing: with one, two names look
  // alike.
  return /\p{Default_Ignorable_Code_Point}/u.test(name) ? "invisible" : null;
}

/** What is wrong with a new password by itself, or null. */
export function passwordFault(password: string): "length" | "surrogates" | null {
  if (!password.isWellFormed()) return "surrogates";
  return hasLength(password, passwordLength) ? null : "length";
}

/** What is wrong with a birth date, or null; `today` is a day in UTC. */
export function birthDateFault(birthDate: string, today: Day): "day" | "future" | "age" | null {
  if (!isDay(birthDate)) return "day";
  if (birthDate > today) return "future";
  return ageOn(birthDate, today) > oldestAge ? "age" : null;
}

/** Whether a text names a day that exists, `YYYY-MM-DD`: 30 February does not. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isFinite(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Whether a value is one grapheme; white space and control characters would show nothing. */
export function isEmoji(value: unknown): value is string {
  if (typeof value !== "string" || value.length > emojiLength || !value.isWellFormed()) {
    return false;
  }
  return !/[\s\p{Cc}]/u.test(value) && graphemesOf(value).length === 1;
}

/** What a reader takes for single characters. */
export function graphemesOf(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}
