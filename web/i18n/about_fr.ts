// The French texts of what one tells of oneself, and of what three people have in common.

import type { PartTexts } from "./texts.ts";

export const aboutFr: PartTexts<"about"> = {
  "about.title": "À propos de toi",
  "about.means": "Tes trios le voient. Tu peux le changer quand tu veux.",
  "about.languages": "Tu parles",
  "about.languages.why": "Vous aurez tous les trois une langue en commun.",
  "about.languages.add": "Ajouter une langue",
  "about.languages.remove": "Retirer {language}",
  "about.interests": "Tu aimes",
  "about.interests.why": "Huit au plus. On se trouve plus facilement quand on en partage.",
  "about.interests.own": "Autre chose",
  "about.interests.add": "Ajouter",
  "about.interests.wrong": "24 caractères au plus, et une seule fois chacun.",
  "about.line": "Une phrase sur toi",
  "about.line.why": "Ce que tu dirais d’un seul souffle.",
  "about.line.wrong": "160 caractères au plus, s’il te plaît.",
  "about.save": "Enregistrer",
  "about.invite": "En attendant : qu’est-ce que tu aimes ?",
  "about.inviteMeans": "Ton trio aura déjà de quoi commencer.",
  "about.inviteAction": "Choisir quelques mots",
  "opening.title": "De quoi commencer",
  "opening.use": "Écrire : {text}",
  "opening.more": "D’autres questions",
  "wait.hintLanguage": "Si tu parles aussi {language} : tout de suite",
};
