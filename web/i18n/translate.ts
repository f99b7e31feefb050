// Finds a text by its key, and fills its placeholders. What people write, or are called, is kept
// apart from the text around it, which its direction would else turn round.

import type { Locale } from "./locale.ts";
import type { Key, Value, Values } from "./texts.ts";

/** A part of a filled text. */
export interface Piece {
  readonly text: string;
  /** Whether people wrote it: a name, or what somebody said. */
  readonly isPersonal: boolean;
}

/** The placeholders for what people write. */
const personal: ReadonlySet<string> = new Set(["name", "names", "text"]);

/** The text of a key, its placeholders filled with the values, its plural chosen by `count`. */
export function translate<K extends Key>(locale: Locale, key: K, ...values: Values<K>): string {
  return isolated(piecesOf(locale, key, ...values));
}

/** The same in pieces, for a text that is drawn. */
export function piecesOf<K extends Key>(locale: Locale, key: K, ...values: Values<K>): Piece[] {
  const given = values[0] as Readonly<Record<string, Value>> | undefined;
  const [one = "", others] = locale.texts[key].split("|");
  if (given === undefined) return [plain(one)];
  const text = others === undefined || isOne(locale, Number(given["count"])) ? one : others;
  // Every second part is the name of a placeholder.
  return text.split(/\{(\w+)\}/).flatMap((part, at) =>
    at % 2 === 0 ? [plain(part)] : fill(locale, part, given[part])
  );
}

/** "a, b and c". */
export function formatList(locale: Locale, names: readonly string[]): string {
  return isolated(listPieces(locale, names));
}

/** The same in pieces, for a list that is drawn. */
export function listPieces(locale: Locale, names: readonly string[]): Piece[] {
  const shown = names.map((name) => named(locale, name).text);
  return locale.list().formatToParts(shown).map(({ type, value }) => ({
    text: value,
    isPersonal: type === "element",
  }));
}

/** A name; of a deleted account, which has none, the page's own words. */
function named(locale: Locale, name: string): Piece {
  return name === "" ? plain(locale.texts["member.deleted"]) : { text: name, isPersonal: true };
}

function fill(locale: Locale, name: string, value: Value = ""): Piece[] {
  if (typeof value === "number") return [plain(locale.number().format(value))];
  if (typeof value !== "string") return listPieces(locale, value);
  if (name === "name") return [named(locale, value)];
  return [{ text: value, isPersonal: personal.has(name) }];
}

function isOne({ plural }: Locale, count: number): boolean {
  return plural().select(count) === "one";
}

function plain(text: string): Piece {
  return { text, isPersonal: false };
}

/**
 * Where no markup is possible, characters isolate: U+2068 begins by the first strong letter. Latin
 * letters, which both languages of the page are written in, need none.
 */
function isolated(pieces: readonly Piece[]): string {
  return pieces.map(({ text, isPersonal }) =>
    isPersonal && !/^[\p{ASCII}\p{Script=Latin}]*$/u.test(text) ? `\u2068${text}\u2069` : text
  ).join("");
}
