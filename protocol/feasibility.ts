// Whether anybody at all could be the third of two who search together, or who are in a group with
// an open seat. Pure.

import { ageOn, sideOf } from "./age.ts";
import { areCompany } from "./bot_company.ts";
import type { Criteria, Day, Profile, User } from "./domain.ts";
import { commonLanguages } from "./self_description.ts";
import { effective } from "./widening.ts";

export interface Searcher {
  readonly user: Pick<User, "bot">;
  readonly profile: Pick<Profile, "birthDate" | "sex" | "languages"> | null;
  readonly criteria: Criteria;
}

/**
 * Whether each of these people lets in the bots among them, they have a language in common, and
 * some age and sex is within the criteria of all of them, as wide as they may ever become. Walls
 * need no search: where any age is within reach of all, one between their own ages is, and that is
 * on their side.
 */
export function canHaveThird(people: readonly Searcher[], day: Day): boolean {
  const known = people.flatMap(({ profile, criteria }) =>
    profile === null ? [] : [{ profile, criteria }]
  );
  const wide = known.map(({ profile, criteria }) => {
    const { sex, age } = effective(criteria, Infinity);
    return {
      sex: sex === "any" ? sex : profile.sex ?? "none",
      reach: age ?? Infinity,
      age: ageOn(profile.birthDate, day),
    };
  });
  const languages = commonLanguages(known.map(({ profile }) => profile));
  const sexes = new Set(wide.map(({ sex }) => sex).filter((sex) => sex !== "any"));
  const sides = new Set(wide.map(({ age }) => sideOf(age)));
  const least = Math.max(...wide.map(({ age, reach }) => age - reach));
  const most = Math.min(...wide.map(({ age, reach }) => age + reach));
  return areCompany(people) && languages.length > 0 && !sexes.has("none") && sexes.size <= 1 &&
    sides.size <= 1 &&
    least <= most;
}
