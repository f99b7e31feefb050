// The rules on single values, for the server, the page and the tests. Pure. A rule that depends on
// a setting or on the database is not here.

import { ageOn } from "./age.ts";
import type { Day } from "./domain.ts";

export interface Length {
  readonly least: number;
  readonly most: number;
}

/** People in a group when it is formed, and the most at any time. */
export const groupSize = 3;

/** In code points, after NFC. */
export const usernameLength: Length = { least: 3, most: 32 };
/** In code points, prepared. */
export const passwordLength: Length = { least: 8, most: 256 };
/** In UTF-16 code units. */
export const emojiLength = 16;
/** Of a report's reason, trimmed, in UTF-16 code units. */
export const reasonLength = 1_000;

/**
 * What the name of a simulated person has in it, by which people know them. That an account is a
 * bot's is said by `bot: true` alone.
 */
export const botMark = "-bot-";

/** The lowest that `MIN_AGE` may be. */
export const youngestAge = 13;
/** From this age on nobody is a minor. */
export const adultAge = 18;
/** The highest age that a person has reached. */
export const oldestAge = 122;
/** The most years of difference that criteria can name. */
export const widestAgeGap = 99;

/** Who leaves two partners within this time of being put with them is kept apart from the two. */
export const leavesSoonMs = 10 * 60_000;
/** Partners whom so many left soon on one day, in UTC, wait until the next. */
export const leaversMost = 3;
/** A birth date can be put right for so long after it was set. */
export const birthDateOpenMs = 24 * 3_600_000;
/** A sex that was changed stays for so long. */
export const sexKeptMs = 30 * 24 * 3_600_000;
/** A device remembers for so long that the age of somebody at it was refused. */
export const refusedAgeMs = 24 * 3_600_000;

/** What people asked of the others is told for so long after they began to wait. */
export const wishesKeptMs = 24 * 3_600_000;
/** A wish is told where so many others had it. */
export const wishersLeast = 5;
/** The most wishes that are told at once. */
export const wishesMost = 3;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Whether a text has so many code points: a letter of two code units counts once. */
export function hasLength(text: string, { least, most }: Length): boolean {
  const length = [...text].length;
  return length >= least && length <= most;
}

// A filler, a selector and a control show nothing by themselves. Two symbols have a blank glyph:
// U+2800 and U+1D159.
const blank =
  /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cc}\p{Cf}\p{Cs}\u2800\u{1D159}]*$/u;

/** Whether a reader sees anything of a text. */
export function showsSomething(text: string): boolean {
  return !blank.test(text);
}

export type TextFault = "empty" | "nul" | "surrogates" | "invisible";

/** What is wrong with a trimmed text, edit or reason, its length aside; null: nothing. */
export function textFault(text: string): TextFault | null {
  if (text === "") return "empty";
  if (text.includes("\0")) return "nul";
  if (!text.isWellFormed()) return "surrogates";
  return showsSomething(text) ? null : "invisible";
}

/** What is wrong with a report's reason, trimmed; null: nothing. */
export function reasonFault(reason: string): TextFault | "length" | null {
  return reason.length > reasonLength ? "length" : textFault(reason);
}

/** A username as it is kept: without the white space that a keyboard puts around it, in NFC. */
export function preparedUsername(username: string): string {
  return username.trim().normalize("NFC");
}

export type UsernameFault =
  | "length"
  | "space"
  | "characters"
  | "invisible"
  | "letters"
  | "marks"
  | "scripts";

/** What is wrong with a username, once prepared; null: nothing. */
export function usernameFault(username: string): UsernameFault | null {
  const name = preparedUsername(username);
  if (!hasLength(name, usernameLength)) return "length";
  if (/\s/.test(name)) return "space";
  // Fillers and selectors are letters and marks that show nothing: two names could look alike.
  if (/\p{Default_Ignorable_Code_Point}/u.test(name)) return "invisible";
  if (!/^(?!\p{M})[\p{L}\p{M}\p{Nd}_.-]+$/u.test(name)) return "characters";
  if (!/[\p{L}\p{Nd}]/u.test(name)) return "letters";
  // More of them draw over the lines above and below.
  if (/\p{M}{3}/u.test(name)) return "marks";
  return mixesScripts(name) ? "scripts" : null;
}

/** The scripts of UAX 31, table 5, besides Latin, that may stand beside Latin letters. */
const besideLatin = [
  ..."Arab Armn Beng Deva Ethi Geor Gujr Guru Hebr Khmr Knda Laoo Mlym".split(" "),
  ..."Mymr Orya Sinh Taml Telu Thaa Thai Tibt".split(" "),
];
/** Each set of scripts that are written together; of Cyrillic and Greek, each by itself. */
const writtenTogether = [
  ...besideLatin.map((script) => ["Latn", script]),
  ["Latn", "Hani", "Hira", "Kana"],
  ["Latn", "Hani", "Bopo"],
  ["Latn", "Hani", "Hang"],
  ["Cyrl"],
  ["Grek"],
];
const letterOf = (scripts: readonly string[]) =>
  scripts.map((script) => `\\p{scx=${script}}`).join("");
const isWrittenTogether = new RegExp(
  writtenTogether.map((scripts) => `^[\\p{scx=Zyyy}\\p{scx=Zinh}${letterOf(scripts)}]*$`).join("|"),
  "u",
);
const hasRecommended = new RegExp(`[${letterOf(writtenTogether.flat())}]`, "u");

/**
 * Whether a name mixes scripts more than the level "moderately restrictive" of UTS 39, section 5.2,
 * allows: Latin and one other, except Cyrillic and Greek, and what is written together in East
 * Asia. The level also refuses scripts that few use today; here a name in such a one passes, since
 * it mixes none of the others.
 */
function mixesScripts(name: string): boolean {
  return !isWrittenTogether.test(name) && hasRecommended.test(name);
}

/**
 * A password as it is hashed, by the OpaqueString profile of RFC 8265: each space is U+0020 and the
 * whole is in NFC. What two keyboards write differently and show alike is one password.
 */
export function preparedPassword(password: string): string {
  return password.replaceAll(/\p{Zs}/gu, " ").normalize("NFC");
}

// What RFC 8264 refuses in its FreeformClass: controls, what shows nothing, what is not assigned,
// and the letters of Hangul that NFC leaves apart. A joiner is right within a word.
const unfitForPassword =
  /(?<![\p{L}\p{M}])[\u200C\u200D]|[[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB]--[\u200C\u200D]]/v;

export type PasswordFault = "surrogates" | "characters" | "length";

/** What is wrong with a new password by itself, once prepared; null: nothing. */
export function passwordFault(password: string): PasswordFault | null {
  if (!password.isWellFormed()) return "surrogates";
  const prepared = preparedPassword(password);
  if (!hasLength(prepared, passwordLength)) return "length";
  return unfitForPassword.test(prepared) ? "characters" : null;
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

/**
 * An emoji in its one form, that of `\p{RGI_Emoji}`: U+FE0F stands behind a character that would be
 * drawn as text without it, and nowhere else. Null: it is no emoji.
 */
export function emojiForm(text: string): string | null {
  if (text.length > emojiLength) return null;
  const bare = text.replaceAll(/[\uFE0E\uFE0F]/g, "");
  const whole = bare.replaceAll(
    /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu,
    "$&\uFE0F",
  );
  return /^\p{RGI_Emoji}$/v.test(whole) ? whole : null;
}

/**
 * A reaction in the form in which it is shown and taken off; null: it shows nothing. Logs hold
 * other forms of an emoji, and single graphemes that are none.
 */
export function reactionForm(text: string): string | null {
  const emoji = emojiForm(text);
  if (emoji !== null) return emoji;
  const isOne = text.length <= emojiLength && graphemesOf(text).length === 1;
  return isOne && !/\s/.test(text) && textFault(text) === null ? text : null;
}

/** A text in what a reader takes for single characters. */
export function graphemesOf(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}
