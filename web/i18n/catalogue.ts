// Texts by language and key, with their placeholders filled.

import { en } from "./en.ts";
import { fr } from "./fr.ts";
import type { Catalogue, Key, Plural, Values } from "./texts.ts";

export type Language = "en" | "fr";
export const languages: readonly Language[] = ["en", "fr"];
export const catalogues: Readonly<Record<Language, Catalogue>> = { en, fr };

/** The text of a key in a language, its placeholders filled with the values. */
export function translate<K extends Key>(language: Language, key: K, ...values: Values<K>): string {
  const entry: string | Plural = catalogues[language][key];
  const given = (values[0] ?? {}) as Readonly<Record<string, string | number>>;
  const text = typeof entry === "string" ? entry : entry[pluralOf(language, Number(given["count"]))];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => show(language, given[name]));
}

function pluralOf(language: Language, count: number): "one" | "other" {
  return new Intl.PluralRules(language).select(count) === "one" ? "one" : "other";
}

function show(language: Language, value: string | number | undefined): string {
  return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value ?? "";
}
