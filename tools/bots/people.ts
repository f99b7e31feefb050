// Who the simulated people are: first names, adult birth dates, sexes. Their accounts are bots',
// and every name says so by a mark, too.

import type { Sex } from "../../protocol/domain.ts";
import { botMark } from "../../protocol/rules.ts";
import type { NewAccount } from "../../client/mod.ts";

/** Uniform in [0, 1). */
export type Random = () => number;

const names: Readonly<Record<Exclude<Sex, null>, readonly string[]>> = {
  female: [
    "Chloé",
    "Emma",
    "Inès",
    "Manon",
    "Zoé",
    "Alice",
    "Grace",
    "Nora",
    "Ruby",
    "Hannah",
    "Léa",
    "Maya",
  ],
  male: [
    "Hugo",
    "Jules",
    "Noé",
    "Théo",
    "Rémi",
    "Oscar",
    "Liam",
    "Ethan",
    "Amir",
    "Samuel",
    "Léon",
    "Jack",
  ],
  other: [
    "Camille",
    "Sacha",
    "Charlie",
    "Alex",
    "Robin",
    "Lou",
    "Sky",
    "Ariel",
    "Jo",
    "Noor",
    "Eden",
    "Kim",
  ],
};
const ages = { from: 20, to: 45 };
/** Those that a bot can answer in. */
const languages = ["en", "fr"];

export type BotAccount = Omit<NewAccount, "proof">;

/** An account for a new simulated person, of the age and sex asked for, or of any. */
export function makePerson(
  random: Random,
  today: Date,
  criteria: { readonly age: number | null; readonly sex: Exclude<Sex, null> | null },
): BotAccount {
  const sex = criteria.sex ?? pick(random, ["female", "male", "other"] as const);
  const age = criteria.age ?? ages.from + Math.floor(random() * (ages.to - ages.from + 1));
  return {
    username: `${pick(random, names[sex])}${botMark}${letters(random, 5)}`,
    password: letters(random, 24),
    profile: { birthDate: birthDate(random, today, age), sex, languages },
    bot: true,
  };
}

/** One of a list, at random. */
export function pick<Item>(
  random: Random,
  items: readonly [Item, ...Item[]] | readonly Item[],
): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) {
    throw new RangeError("Picking from a list needs a list that is not empty");
  }
  return item;
}

/** A birthday between one and ten months ago, so that the age holds while the run lasts. */
function birthDate(random: Random, today: Date, age: number): string {
  const daysSince = 30 + Math.floor(random() * 270);
  const day = new Date(
    Date.UTC(today.getUTCFullYear() - age, today.getUTCMonth(), today.getUTCDate() - daysSince),
  );
  return day.toISOString().slice(0, 10);
}

function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 36).toString(36)).join("");
}
