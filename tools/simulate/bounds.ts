// Who can help whom in a simulation: all members of a trio with a strict ticket are of its age and
// sex. So each age and sex is a problem of its own, in which tickets that are not strict only help.
// docs/simulator.md tells what the bounds mean. Pure.

import { ageOn } from "../../protocol/age.ts";
import type { Outcome } from "./outcome.ts";

/**
 * How other tickets of its age and sex help a strict ticket. "alone": not at all. "passing": they
 * may be the third in the moment they come, and never wait for it. "waiting": they may be kept for
 * it as long as no trio is possible.
 */
export type Help = "alone" | "passing" | "waiting";

/** The arrivals that may be in a trio with a strict ticket, by age and sex. */
export function byClass(outcomes: readonly Outcome[]): Map<string, Outcome[]> {
  const classes = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = classOf(outcome);
    if (key === null) continue;
    const list = classes.get(key);
    if (list === undefined) classes.set(key, [outcome]);
    else list.push(outcome);
  }
  return classes;
}

/** Null: of two ages or sexes, or of an undisclosed sex; never in a trio with a strict ticket. */
function classOf({ party, age, at }: Outcome): string | null {
  const [{ sex }, second] = party.people;
  if (sex === null) return null;
  if (
    second &&
    (second.sex !== sex || ageOn(second.birthDate, new Date(at).toISOString().slice(0, 10)) !== age)
  ) return null;
  return `${age} ${sex}`;
}

/**
 * The waits of all strict tickets in the plain schedule that keeps nobody for them: the third to
 * come closes a trio with those who have waited longest. In ms; up to the end for those never
 * matched. Among strict tickets alone there is no other schedule: three of one age and sex admit
 * each other, and a trio that is possible is formed.
 */
export function plainWaits(
  outcomes: readonly Outcome[],
  help: Exclude<Help, "waiting">,
  endAt: number,
): number[] {
  return [...byClass(outcomes).values()].flatMap((arrivals) => waitsOfClass(arrivals, help, endAt));
}

function waitsOfClass(arrivals: readonly Outcome[], help: Help, endAt: number): number[] {
  const waits: number[] = [];
  let strict: number[] = [];
  for (const { kind, at, party } of arrivals) {
    if (kind === "strict") strict.push(at);
    else if (help === "alone") continue;
    const places = kind === "strict" ? 3 : 3 - party.people.length;
    const isPair = kind !== "strict" && party.people.length === 2;
    if (!isPair && strict.length < places) continue;
    waits.push(...strict.slice(0, places).map((since) => at - since));
    strict = strict.slice(places);
  }
  return [...waits, ...strict.map((since) => endAt - since)];
}
