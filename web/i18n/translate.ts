// Finds a text by its key, and fills its placeholders.

import type { Locale } from "./locale.ts";
import type { Key, Value, Values } from "./texts.ts";

/** The text of a key, its placeholders filled with the values, its plural chosen by `count`. */
export function translate<K extends Key>(locale: Locale, key: K, ...values: Values<K>): string {
  const given = values[0] as Readonly<Record<string, Value>> | undefined;
  const [one = "", others] = locale.texts[key].split("|");
  if (given === undefined) return one;
  const text = others === undefined || isOne(locale, Number(given["count"])) ? one : others;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => show(locale, given[name]));
}

function isOne({ plural }: Locale, count: number): boolean {
  return plural().select(count) === "one";
}

function show(locale: Locale, value: Value = ""): string {
  if (typeof value === "number") return locale.number().format(value);
  return typeof value === "string" ? isolate(value) : formatList(locale, value);
}

/** "a, b and c". */
export function formatList(locale: Locale, names: readonly string[]): string {
  return locale.list().format(names.map(isolate));
}

/** Keeps a text from right to left from turning round what stands beside it, such as a colon. */
function isolate(text: string): string {
  return /^[^\u2068]*[\u0590-\u08ff]/.test(text) ? `\u2068${text}\u2069` : text;
}
