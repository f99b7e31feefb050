// The types of texts, taken from the English ones: a language without one of their keys does not
// compile, nor does a call without the values that its text needs.

import type { en } from "./en.ts";

export type Key = keyof typeof en;
/**
 * By key, a text with placeholders, or two with a `|` between them: the singular and the plural.
 */
export type Catalogue = { readonly [K in Key]: string };

type PlaceholdersIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersIn<Rest>
  : never;
type PlaceholdersOf<K extends Key> =
  | PlaceholdersIn<(typeof en)[K]>
  | ((typeof en)[K] extends `${string}|${string}` ? "count" : never);

/** What a placeholder is filled with; several names become a list. */
export type Value = number | string | readonly string[];

/** The values of a text's placeholders, as the last arguments of a call. */
export type Values<K extends Key> = [PlaceholdersOf<K>] extends [never] ? []
  : [
    {
      readonly [Name in PlaceholdersOf<K>]: Name extends "count" ? number
        : Name extends "names" ? readonly string[]
        : string;
    },
  ];

/** The keys whose texts need no value. */
export type PlainKey = { [K in Key]: [PlaceholdersOf<K>] extends [never] ? K : never }[Key];
