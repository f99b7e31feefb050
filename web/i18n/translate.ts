// A text by its key, with its placeholders filled.

import { catalogues } from "./catalogue.ts";
import type { Locale } from "./locale.ts";
import type { Key, Values } from "./texts.ts";

/** The text of a key in a language, its placeholders filled with the values, its plural chosen by `count`. */
export function translate<K extends Key>(locale: Locale, key: K, ...values: Values<K>): string {
  const given = values[0] as Readonly<Record<string, string | number>> | undefined;
  const [one = "", others] = catalogues[locale.language][key].split("|");
  if (given === undefined) return one;
  const text = others === undefined || isOne(locale, Number(given["count"])) ? one : others;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => show(locale, given[name]));
}

function isOne({ plural }: Locale, count: number): boolean {
  return plural().select(count) === "one";
}

function show({ number }: Locale, value: string | number | undefined): string {
  return typeof value === "number" ? number().format(value) : value ?? "";
}
