// The languages of the page. The texts of each are a file of their own, and only the language in
// use is loaded.

import type { Catalogue } from "./texts.ts";

export type Language = "en" | "fr";
export const languages: readonly Language[] = ["en", "fr"];

/** Rejects when the file cannot be had. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  switch (language) {
    case "en":
      return (await import("./en.ts")).en;
    case "fr":
      return (await import("./fr.ts")).fr;
  }
}
