// Ages and the walls between them. Pure: the day is always given.

import type { Day } from "./domain.ts";

/**
 * Whole years lived on a UTC day. In a common year a person born on 29 February grows older on 1
 * March, by Postgres' `age()`, too.
 */
export function ageOn(birthDate: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The side of the age walls that an age is on. People on different sides never meet. */
export function sideOf(age: number): "under 16" | "16-17" | "adult" {
  if (age < 16) return "under 16";
  return age < 18 ? "16-17" : "adult";
}
