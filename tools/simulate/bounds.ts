// Who can help whom in a simulation: whoever is in a trio with a strict ticket is of its age and
// sex. So each age and sex is a problem of its own, in which those who are not strict only help.
// Pure.

import { ageOn } from "../../protocol/age.ts";
import type { Outcome } from "./outcome.ts";

/**
 * How others of its age and sex help a strict ticket. "alone": not at all. "passing": they never
 * wait for it, but may be the third at the moment they come. "waiting": they may be kept for it,
 * for as long as no trio is possible.
 */
export type Help = "alone" | "passing" | "waiting";

/** Those who may be in a trio with a strict ticket, by age and sex. */
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

/**
 * Null: has two ages or sexes, or no disclosed sex, and can never be in a trio with a strict
 * ticket.
 */
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
 * The waits of all strict tickets in a plain schedule without anybody kept for them: the third who
 * comes closes a trio, the longest-waiting first. In ms; of those never matched, up to the end.
 * Among strict ones alone there is no other schedule, since three of one age and sex admit each
 * other, and a trio that is possible is formed.
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
