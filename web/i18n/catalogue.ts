// The languages of the page. The texts of each are a file of their own, and so are those of each
// part that few open. Only what is in use is loaded.

import type { Catalogue, Part } from "./texts.ts";

export type Language = "en" | "fr";
export const languages: readonly Language[] = ["en", "fr"];

/** The texts of a language, with those of these parts. Rejects when a file cannot be had. */
export async function loadCatalogue(
  language: Language,
  parts: readonly Part[] = [],
): Promise<Catalogue> {
  const files = await Promise.all([
    loadCore(language),
    ...parts.map((part) => loadPart(part, language)),
  ]);
  return Object.assign({}, ...files);
}

async function loadCore(language: Language) {
  switch (language) {
    case "en":
      return (await import("./en.ts")).en;
    case "fr":
      return (await import("./fr.ts")).fr;
  }
}

async function loadPart(part: Part, language: Language) {
  switch (`${part}/${language}` as const) {
    case "about/en":
      return (await import("./about_en.ts")).aboutEn;
    case "about/fr":
      return (await import("./about_fr.ts")).aboutFr;
    case "account/en":
      return (await import("./account_en.ts")).accountEn;
    case "account/fr":
      return (await import("./account_fr.ts")).accountFr;
    case "chat/en":
      return (await import("./chat_en.ts")).chatEn;
    case "chat/fr":
      return (await import("./chat_fr.ts")).chatFr;
    case "moderation/en":
      return (await import("./moderation_en.ts")).moderationEn;
    case "moderation/fr":
      return (await import("./moderation_fr.ts")).moderationFr;
    case "ops/en":
      return (await import("./ops_en.ts")).opsEn;
    case "ops/fr":
      return (await import("./ops_fr.ts")).opsFr;
    case "push/en":
      return (await import("./push_en.ts")).pushEn;
    case "push/fr":
      return (await import("./push_fr.ts")).pushFr;
    case "talk/en":
      return (await import("./talk_en.ts")).talkEn;
    case "talk/fr":
      return (await import("./talk_fr.ts")).talkFr;
    case "wait/en":
      return (await import("./wait_en.ts")).waitEn;
    case "wait/fr":
      return (await import("./wait_fr.ts")).waitFr;
  }
}
