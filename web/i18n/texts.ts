// The types of texts, taken from the English ones: a language without one of their keys does not
// compile, nor does a call without the values that its text needs.

import type { aboutEn } from "./about_en.ts";
import type { accountEn } from "./account_en.ts";
import type { chatEn } from "./chat_en.ts";
import type { en } from "./en.ts";
import type { moderationEn } from "./moderation_en.ts";
import type { opsEn } from "./ops_en.ts";
import type { pushEn } from "./push_en.ts";
import type { talkEn } from "./talk_en.ts";
import type { waitEn } from "./wait_en.ts";

/** The texts of a part of the page that few open: a file of its own, loaded with that part. */
interface EnglishParts {
  readonly about: typeof aboutEn;
  readonly account: typeof accountEn;
  readonly chat: typeof chatEn;
  readonly moderation: typeof moderationEn;
  readonly ops: typeof opsEn;
  readonly push: typeof pushEn;
  readonly talk: typeof talkEn;
  readonly wait: typeof waitEn;
}
export type Part = keyof EnglishParts;

type English =
  & typeof en
  & EnglishParts["about"]
  & EnglishParts["account"]
  & EnglishParts["chat"]
  & EnglishParts["moderation"]
  & EnglishParts["ops"]
  & EnglishParts["push"]
  & EnglishParts["talk"]
  & EnglishParts["wait"];

export type Key = keyof English;
/**
 * By key, a text with placeholders, or two with a `|` between them: the singular and the plural.
 */
type Texts<Keys extends PropertyKey> = { readonly [K in Keys]: string };
/** What every start needs. */
export type CoreTexts = Texts<keyof typeof en>;
export type PartTexts<Name extends Part> = Texts<keyof EnglishParts[Name]>;
/** The texts of a language. Those of a part are there before the part is drawn. */
export type Catalogue = Texts<Key>;

type PlaceholdersIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersIn<Rest>
  : never;
type PlaceholdersOf<K extends Key> =
  | PlaceholdersIn<English[K]>
  | (English[K] extends `${string}|${string}` ? "count" : never);

/** What a placeholder is filled with; several names become a list. */
export type Value = number | string | readonly string[];

/** The values of a text's placeholders, as the last arguments of a call. */
export type Values<K extends Key> = [PlaceholdersOf<K>] extends [never] ? []
  : [
    {
      readonly [Name in PlaceholdersOf<K>]: Name extends "count" ? number
        : Name extends "names" | "people" ? readonly string[]
        : string;
    },
  ];

/** The keys whose texts need no value. */
export type PlainKey = { [K in Key]: [PlaceholdersOf<K>] extends [never] ? K : never }[Key];

/** A text that is chosen before it is drawn: its key, with its values where it needs some. */
export type Sentence =
  | PlainKey
  | { [K in Exclude<Key, PlainKey>]: readonly [K, ...Values<K>] }[Exclude<Key, PlainKey>];
