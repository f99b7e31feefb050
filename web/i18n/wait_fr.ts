// The French texts of what is told while a search goes on.

import type { PartTexts } from "./texts.ts";

export const waitFr: PartTexts<"wait"> = {
  "wait.back":
    "Te revoilà. Ta recherche était en pause pendant ton absence, elle continue maintenant.",
  "wait.asleep": "Ta recherche s’était mise en pause pendant ton absence.",
  "wait.alone": "Personne qui pourrait convenir n’attend pour l’instant. On continue de chercher.",
  "wait.aloneWider": "Une recherche plus large convient à plus de monde.",
  "wait.near": "Quelqu’un qui pourrait convenir attend aussi.",
  "wait.unknown": "Trop peu de trios se sont formés récemment pour dire combien de temps il faut.",
  "wait.wishes": "D’autres ont choisi aujourd’hui : {wishes}",
};
