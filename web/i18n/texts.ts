// What a catalogue must hold, told from the English one: a language without one of its keys does
// not compile; nor does a text without the values that it needs.

import type { en } from "./en.ts";

export type Key = keyof typeof en;
/**
 * A text with placeholders, or two with a `|` between them: for one and for others, chosen by the
 * value `count`.
 */
export type Catalogue = { readonly [K in Key]: string };

type HolesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | HolesIn<Rest>
  : never;
type HolesOf<K extends Key> =
  | HolesIn<(typeof en)[K]>
  | ((typeof en)[K] extends `${string}|${string}` ? "count" : never);

/** What stands in a place of a text; several are put as a list. */
export type Value = number | string | readonly string[];

/** The values of a text's placeholders, as the rest of a call's arguments. */
export type Values<K extends Key> = [HolesOf<K>] extends [never] ? []
  : [
    {
      readonly [Name in HolesOf<K>]: Name extends "count" ? number
        : Name extends "names" ? readonly string[]
        : string;
    },
  ];

/** The keys whose texts need no value. */
export type PlainKey = { [K in Key]: [HolesOf<K>] extends [never] ? K : never }[Key];
