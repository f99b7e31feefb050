// The French texts of what is told while no page is open.

import type { PartTexts } from "./texts.ts";

export const pushFr: PartTexts<"push"> = {
  "push.match": "Ton trio est là",
  "push.asleep": "Ta recherche est en pause",
  "push.asleep.means": "Ouvre Trio, et elle continue là où elle en était.",
  "push.news": "Du nouveau dans tes trios",
  "push.count": "{count} nouveau message|{count} nouveaux messages",

  "push.offerMatch": "Me prévenir quand mon trio est là",
  "push.willTell": "Tu peux fermer cette page : on te prévient quand ton trio est là.",
  "push.pauses":
    "Si tu restes longtemps sans revenir, la recherche se met en pause jusqu’à ton retour.",
  "push.offerText": "Envie de savoir quand on te répond, même cette page fermée ?",
  "push.accept": "Oui, préviens-moi",
  "push.decline": "Pas maintenant",
  "push.textsOn": "C’est fait. On te prévient quand il y a un message.",
  "push.blocked":
    "Ton navigateur bloque les notifications. Touche l’icône à côté de l’adresse, autorise-les, puis réessaie.",
  "push.failed":
    "Impossible de joindre ton navigateur quand Trio est fermé. Tant qu’il est ouvert, on te prévient.",
};
