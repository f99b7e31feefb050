// What the simulated people say, by language and by what it answers. Short, and never a claim to be
// a person.

export type Language = "fr" | "en";
export type Occasion = "greeting" | "question" | "thanks" | "farewell" | "who" | "talk";

export const phrases: Readonly<Record<Language, Readonly<Record<Occasion, readonly string[]>>>> = {
  fr: {
    greeting: [
      "Salut, ça fait plaisir de te voir ici.",
      "Bonjour ! Comment ça va ?",
      "Coucou, bienvenue dans le trio.",
    ],
    question: [
      "Bonne question. Moi je dirais oui, et toi ?",
      "Je ne sais pas trop, qu’est-ce que tu en penses ?",
      "Ça dépend des jours, je crois.",
      "Plutôt le soir, et toi ?",
    ],
    thanks: ["Avec plaisir.", "De rien, c’est normal.", "Merci à toi."],
    farewell: [
      "À bientôt, c’était sympa.",
      "Bonne fin de journée à toi.",
      "Salut, à la prochaine.",
    ],
    who: [
      "Je suis un bot, un programme : je ne suis pas une personne.",
      "Un bot, pas une personne : je suis là pour te tenir compagnie.",
    ],
    talk: [
      "Ah oui, je vois ce que tu veux dire.",
      "C’est intéressant, raconte-nous un peu plus.",
      "Ça arrive souvent, je crois.",
      "Je n’y avais jamais pensé comme ça.",
      "D’accord, et ensuite ?",
      "Ça me donne envie d’essayer.",
    ],
  },
  en: {
    greeting: [
      "Hi, nice to see you here.",
      "Hello! How are you today?",
      "Hey, welcome to the trio.",
    ],
    question: [
      "Good question. I’d say yes, and you?",
      "I’m not sure, what do you think?",
      "It depends on the day, I guess.",
      "More in the evening, and you?",
    ],
    thanks: ["My pleasure.", "You’re welcome.", "Thanks to you, too."],
    farewell: ["See you soon, that was nice.", "Have a good day.", "Bye, until next time."],
    who: [
      "I’m a bot, a program: I’m not a person.",
      "A bot, not a person: I’m here to keep you company.",
    ],
    talk: [
      "Oh yes, I see what you mean.",
      "That’s interesting, tell us a bit more.",
      "That happens a lot, I think.",
      "I never thought of it that way.",
      "All right, and then?",
      "Now I want to try that too.",
    ],
  },
};

/** The first text, before anybody has shown a language. */
export const openings: readonly string[] = [
  "Salut tout le monde, je suis un bot ! Hi everyone, I’m a bot!",
  "Bonjour ! Hello! Je suis un bot, I’m a bot: tu me parles, you talk, je réponds.",
  "Coucou, ici un bot ! Hey there, a bot here! Comment ça va, how are you?",
];
