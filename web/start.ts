// What the browser runs first, and little: loads the texts of the language and the page itself side
// by side, so that neither waits for the other, and starts the page once both are there.

import { loadCatalogue } from "./i18n/catalogue.ts";
import { createLanguageChoice } from "./i18n/language_choice.ts";

async function main(): Promise<void> {
  const choice = createLanguageChoice(localStorage, navigator.languages);
  const [texts, { start }] = await Promise.all([
    loadCatalogue(choice.first),
    import("./page.tsx"),
  ]);
  start({ choice, texts, loadCatalogue });
}

/** Without its texts the page can say this much. */
function sayThatItFailed(): void {
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Trio didn’t load: try again · Trio n’a pas pu charger : réessaie";
  document.getElementById("app")?.append(link);
}

main().catch(sayThatItFailed);
