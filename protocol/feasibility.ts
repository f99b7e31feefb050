// Whether anybody at all could be the third of two who search, or wait in a group, together. Pure.

import { ageOn, sideOf } from "./age.ts";
import type { Criteria, Day, Sex } from "./domain.ts";
import { effective } from "./widening.ts";

export interface Searcher {
  readonly profile: { readonly birthDate: Day; readonly sex: Sex } | null;
  readonly criteria: Criteria;
}

/**
 * Whether some age and sex is within the criteria of each of these, as wide as they may ever
 * become, and on the same side of the age walls as all of them. Of ages within everybody's reach
 * one always lies between those of the people, so that no wall lies before it.
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
  const sexes = new Set(wide.map(({ sex }) => sex).filter((sex) => sex !== "any"));
  const sides = new Set(wide.map(({ age }) => sideOf(age)));
  const least = Math.max(...wide.map(({ age, reach }) => age - reach));
  const most = Math.min(...wide.map(({ age, reach }) => age + reach));
  return !sexes.has("none") && sexes.size <= 1 && sides.size <= 1 && least <= most;
}
