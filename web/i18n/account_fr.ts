// The French texts of the account's page.

import type { PartTexts } from "./texts.ts";

export const accountFr: PartTexts<"account"> = {
  "account.title": "Ton compte",
  "account.about": "Ce que tu aimes, et une phrase sur toi",
  "account.profile": "Date de naissance et sexe",
  "account.profile.means":
    "Ton âge, ton sexe, tes langues et tes goûts servent à former tes trios. Les autres voient ton âge, jamais la date.",
  "account.preferences": "Préférences",
  "account.data": "Tes données",
  "account.data.means": "Tout ce que Trio garde sur toi, dans un fichier.",

  "account.notifyOn": "Me prévenir des messages",
  "account.notifyForbidden":
    "Ton navigateur bloque les notifications. Touche l’icône à côté de l’adresse, autorise-les, puis réactive-les ici.",
  "account.toldClosed": "On te prévient même quand Trio est fermé.",
  "account.toldOpen": "On te prévient tant que Trio est ouvert dans un onglet.",
  "account.sound": "Son",
  "account.sharing": "Ce que voient tes trios",
  "account.sharing.means":
    "Chaque réglage marche dans les deux sens : ce que tu ne montres pas, tu ne le vois pas chez les autres.",
  "account.sharing.receipts": "Ce que j’ai lu",
  "account.sharing.typing": "Quand j’écris",
  "account.sharing.presence": "Quand je suis en ligne",
  "account.download": "Télécharger mes données",
  "account.blocked": "Personnes bloquées",
  "account.reports": "Tes signalements",
  "account.reports.one": "Sur {name}, {time} :",
  "account.reports.open": "pas encore traité",
  "account.reports.handled": "traité",
  "block.none": "Tu n’as bloqué personne.",
  "block.undo": "Débloquer {name}",

  "account.signIn": "Comment tu te connectes",
  "account.password": "Mot de passe",
  "account.password.change": "Changer le mot de passe",
  "account.password.means": "Tes autres appareils et tes programmes seront déconnectés.",
  "account.password.changed": "Ton mot de passe est changé. Tes autres appareils sont déconnectés.",

  "account.passkeys": "Clés d’accès",
  "account.passkeys.means":
    "Avec une clé d’accès, tu te connectes avec ton empreinte, ton visage ou le code de ton appareil. Ton mot de passe marche toujours.",
  "account.passkeys.cannot": "Ce navigateur ne sait pas en créer.",
  "account.passkeys.none": "Tu n’en as pas encore.",
  "account.passkeys.add": "Ajouter une clé d’accès",
  "account.passkeys.unnamed": "Clé d’accès",
  "account.passkeys.made": "Création : {time}",
  "account.passkeys.used": "Dernier usage : {time}",
  "account.passkeys.remove": "Retirer",
  "account.passkeys.removeOne": "Retirer : {text}",
  "account.passkeys.removeSure": "Oui, retirer",
  "account.passkeys.added": "Ta clé d’accès est prête.",

  "enter.recovered":
    "Ton nouveau mot de passe est enregistré. Tes autres appareils sont déconnectés.",
  "trios.quit": "Tu as quitté le trio avec {names}.",
  "trios.replaced":
    "Tu n’étais plus là depuis des jours, et quelqu’un a pris ta place avec {names}.",
  "block.left": "Tu as bloqué {name} et quitté tous les trios avec cette personne.",

  "account.recovery": "Codes de secours",
  "account.recovery.means":
    "Dix codes pour entrer si tu oublies ton mot de passe. Chacun sert une fois.",
  "account.recovery.left": "Il te reste {count} code.|Il te reste {count} codes.",
  "account.recovery.none": "Tu n’en as pas.",
  "account.recovery.makeFirst": "Créer des codes",
  "account.recovery.make": "Créer de nouveaux codes",
  "account.recovery.replaces": "Tes anciens codes ne marcheront plus.",
  "account.recovery.once":
    "Tu ne les verras que cette fois. Garde-les en lieu sûr, et pas seulement sur cet appareil.",
  "account.copy": "Copier",
  "account.copied": "Copié",
  "account.recovery.download": "Télécharger",
  "account.recovery.done": "Je les ai gardés",
  "account.recovery.file": "Codes de secours de {name} sur Trio. Chacun sert une fois.",

  "account.tokens": "Programmes",
  "account.tokens.means":
    "Un jeton permet à un de tes programmes, comme un bot, d’agir pour toi. Un nouveau mot de passe les arrête tous.",
  "account.tokens.none": "Aucun programme n’en a encore.",
  "account.tokens.make": "Créer un jeton",
  "account.tokens.never":
    "Il ne peut jamais changer ton mot de passe ni ton compte, ni rien faire de ce que fait la modération.",
  "account.tokens.name": "Nom du programme",
  "account.tokens.nameWhy": "Pour le reconnaître dans la liste",
  "account.tokens.nameMissing": "Donne un nom au programme",
  "account.tokens.may": "Le programme peut",
  "account.tokens.read": "Lire ce que tu vois",
  "account.tokens.chat": "Écrire dans tes trios",
  "account.tokens.match": "Chercher, inviter et quitter des trios",
  "account.tokens.profile": "Changer ton profil",
  "account.tokens.mayMissing": "Choisis-en au moins un",
  "account.tokens.days": "Il marche pendant",
  "account.tokens.lasts": "{count} jour|{count} jours",
  "account.tokens.made": "Ton jeton",
  "account.tokens.once": "Tu ne le verras que cette fois. Garde-le comme un mot de passe.",
  "account.tokens.done": "Je l’ai gardé",
  "account.tokens.until": "Jusqu’au {time}",
  "account.tokens.used": "Dernier usage : {time}",
  "account.tokens.unused": "Jamais utilisé",
  "account.tokens.revoke": "Révoquer",
  "account.tokens.revokeOne": "Révoquer : {text}",
  "account.tokens.revokeSure": "Oui, révoquer",

  "account.sessions": "Tes appareils connectés",
  "account.sessions.this": "Cet appareil",
  "account.sessions.unknown": "Appareil inconnu",
  "account.sessions.since": "Connexion : {time}",
  "account.sessions.used": "Dernier usage : {time}",
  "account.sessions.end": "Déconnecter",
  "account.sessions.endOne": "Déconnecter : {text}",
  "account.sessions.endSure": "Oui, déconnecter",

  "account.delete": "Supprimer ton compte",
  "account.delete.open": "Supprimer mon compte",
  "account.delete.title": "Supprimer ton compte définitivement ?",
  "account.delete.goes":
    "Tu quittes tous tes trios, et toute recherche s’arrête. Tes messages sont supprimés pour tous. Ton nom, ta date de naissance, ton sexe, tes blocages, tes clés d’accès, tes codes de secours, tes sessions et les jetons de tes programmes sont effacés.",
  "account.delete.stays":
    "Les autres voient encore que quelqu’un était là, et tes réactions, sans ton nom. Ce qui a été signalé, et ce que tu as écrit près d’un message signalé, reste comme preuve jusqu’à la fin du délai de ce signalement. Des traces brouillées de tes appareils restent 400 jours au plus, pour que personne ne contourne un blocage. Personne ne peut prendre ton nom pendant 30 jours.",
  "account.delete.noWay": "Il n’y a pas de retour possible.",
  "account.delete.confirm": "Supprimer définitivement",

  "account.confirm": "Continuer",
  "field.current": "Ton mot de passe",
  "field.current.why": "Pour vérifier que c’est bien toi",
  "field.label": "Nom de la clé d’accès",
  "field.label.why": "L’appareil où elle est, par exemple. Tu peux le laisser vide.",
  "wrong.current": "Indique ton mot de passe",
  "wrong.current.not": "Mot de passe incorrect",
  "wrong.label": "Choisis 64 caractères au plus",
  "problem.too_many_passkeys": "Tu ne peux pas avoir plus de clés d’accès. Retires-en une d’abord.",
  "problem.too_many_tokens": "Tu ne peux pas avoir plus de jetons d’API. Révoques-en un d’abord.",
  "problem.insufficient_scope": "Ce jeton d’API ne permet pas ça.",
  "problem.passkey_known": "Cet appareil a déjà une clé d’accès pour ton compte.",
};
