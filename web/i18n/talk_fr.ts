// The French texts of the made-up talk on the first page.

import type { PartTexts } from "./texts.ts";

export const talkFr: PartTexts<"talk"> = {
  "talk.caption": "Un exemple : personne n’a dit tout ça",
  "talk.plants": "Je suis la seule à parler à mes plantes ?",
  "talk.basil": "Moi, seulement au basilic. Il répond.",
  "talk.gone": "Le mien est parti sans un mot. Il me manque encore.",
  "talk.farewell": "Alors il mérite un adieu. Samedi, sur mon balcon ?",
  "talk.cactus": "J’apporte un cactus. Ça ne quitte jamais personne.",
  "talk.cake": "Et moi, le gâteau",
};
