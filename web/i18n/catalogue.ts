// The languages of the page and their texts.

import { en } from "./en.ts";
import { fr } from "./fr.ts";
import type { Catalogue } from "./texts.ts";

export type Language = "en" | "fr";
export const languages: readonly Language[] = ["en", "fr"];
export const catalogues: Readonly<Record<Language, Catalogue>> = { en, fr };
