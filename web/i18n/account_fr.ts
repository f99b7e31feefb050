// The French texts of the account's page.

import type { PartTexts } from "./texts.ts";

export const accountFr: PartTexts<"account"> = {
  "account.title": "Ton compte",
  "account.profile": "Date de naissance et sexe",
  "account.profile.means":
    "Ce que la recherche sait de toi. Les autres voient ton âge, jamais la date.",
  "account.preferences": "Préférences",
  "account.data": "Tes données",
  "account.data.means": "Tout ce que Trio garde de toi, dans un fichier.",

  "account.notifyOn": "M’avertir des messages",
  "account.notifyOff": "Ne plus m’avertir",
  "account.notifyForbidden":
    "Ton navigateur ne le permet pas. Tu peux le changer dans ses réglages pour ce site.",
  "account.sound": "Son",
  "account.sharing": "Ce que voient tes trios",
  "account.sharing.means":
    "Chaque réglage vaut dans les deux sens : ce que tu ne montres pas, tu ne le vois pas non plus des autres.",
  "account.sharing.receipts": "Jusqu’où j’ai lu",
  "account.sharing.typing": "Que j’écris",
  "account.sharing.presence": "Que je suis en ligne",
  "account.download": "Télécharger mes données",
  "account.blocked": "Personnes bloquées",
  "account.reports": "Ce que tu as signalé",
  "account.reports.one": "Sur {name}, {time} :",
  "account.reports.open": "pas encore traité",
  "account.reports.handled": "traité",
  "block.none": "Tu n’as bloqué personne.",
  "block.undo": "Débloquer {name}",

  "account.signIn": "Comment tu te connectes",
  "account.password": "Mot de passe",
  "account.password.change": "Changer le mot de passe",
  "account.password.means": "Tous les autres appareils sont déconnectés. Celui-ci reste.",
  "account.password.changed":
    "Ton mot de passe est changé. Tous les autres appareils sont déconnectés.",

  "account.passkeys": "Clés d’accès",
  "account.passkeys.means":
    "Avec une clé d’accès, tu te connectes par ton doigt, ton visage ou le code de ton appareil. Le mot de passe marche toujours.",
  "account.passkeys.cannot": "Ce navigateur ne sait pas en créer.",
  "account.passkeys.none": "Tu n’en as pas encore.",
  "account.passkeys.add": "Ajouter une clé d’accès",
  "account.passkeys.unnamed": "Clé d’accès",
  "account.passkeys.made": "Créée {time}",
  "account.passkeys.used": "Dernier usage : {time}",
  "account.passkeys.remove": "Retirer",
  "account.passkeys.removeOne": "Retirer : {text}",
  "account.passkeys.added": "La clé d’accès est ajoutée.",

  "enter.recovered": "Ton nouveau mot de passe est prêt. Tes autres appareils sont déconnectés.",
  "trios.quit": "Tu as quitté le trio avec {names}.",
  "block.left": "{name} est bloqué, et tu as quitté tous les trios avec cette personne.",

  "account.recovery": "Codes de secours",
  "account.recovery.means":
    "Dix codes, bons pour une fois chacun, te laissent entrer si tu as oublié le mot de passe.",
  "account.recovery.left": "Il te reste {count} code.|Il te reste {count} codes.",
  "account.recovery.none": "Tu n’en as pas.",
  "account.recovery.makeFirst": "Créer des codes",
  "account.recovery.make": "Créer de nouveaux codes",
  "account.recovery.replaces": "Les codes d’avant ne valent alors plus rien.",
  "account.recovery.once":
    "Ils ne sont montrés que cette fois. Garde-les là où tu gardes ce qui compte, et pas seulement sur cet appareil.",
  "account.recovery.copy": "Copier",
  "account.recovery.copied": "Copié",
  "account.recovery.download": "Télécharger",
  "account.recovery.done": "Je les ai gardés",
  "account.recovery.file": "Codes de secours de {name} sur Trio. Chacun marche une fois.",

  "account.sessions": "Tes sessions ouvertes",
  "account.sessions.this": "Cet appareil",
  "account.sessions.unknown": "Appareil inconnu",
  "account.sessions.since": "Connexion : {time}",
  "account.sessions.used": "Dernier usage : {time}",
  "account.sessions.end": "Déconnecter",
  "account.sessions.endOne": "Déconnecter : {text}",

  "account.delete": "Supprimer ton compte",
  "account.delete.open": "Supprimer mon compte",
  "account.delete.title": "Supprimer ton compte pour toujours ?",
  "account.delete.goes":
    "Tu quittes tous tes trios, et toute recherche s’arrête. Tes messages sont repris pour tout le monde. Ton nom, ta date de naissance, ton sexe, tes blocages, tes clés d’accès et tes sessions sont effacés.",
  "account.delete.stays":
    "Les autres gardent une place et tes réactions dans la conversation, sans ton nom. Ce qui a été signalé, et ce que tu as écrit près d’un message signalé, reste comme preuve jusqu’à la fin du délai de ce signalement. Des traces brouillées de tes appareils restent 400 jours au plus, pour que personne ne contourne un blocage. Ton nom reste pris 30 jours.",
  "account.delete.noWay": "Il n’y a pas de retour.",
  "account.delete.confirm": "Supprimer pour toujours",

  "account.confirm": "Continuer",
  "field.current": "Ton mot de passe",
  "field.current.why": "Pour être sûr que c’est bien toi.",
  "field.label": "Nom de la clé d’accès",
  "field.label.why": "Par exemple l’appareil où elle est. Tu peux le laisser vide.",
  "wrong.current": "Nécessaire pour continuer",
  "wrong.current.not": "Ce n’est pas ton mot de passe.",
  "wrong.label": "Au plus 64 caractères",
  "problem.too_many_passkeys": "Tu as autant de clés d’accès que possible. Retires-en une d’abord.",
  "problem.passkey_known": "Cet appareil a déjà une clé d’accès pour ton compte.",
};
