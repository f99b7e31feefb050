// What no scheduler can better, on the same arrivals, for strict tickets. Whoever is in a trio with one is of its age and
// sex: so each age and sex is a problem of its own, in which those who are not strict only help. Pure.

import { ageOn } from "../../actors/age.ts";
import type { Outcome } from "./outcome.ts";

/**
 * How others of its age and sex help a strict ticket. "alone": not at all. "passing": they never wait for it, but may be
 * the third at the moment they come. "waiting": two of them may be kept for it, for as long as it takes.
 */
export type Help = "alone" | "passing" | "waiting";

/**
 * The waits of all strict tickets in the schedule with the least sum, in ms; of those never matched, up to the end.
 *
 * Of one age and sex at most two wait at a time, by the rule that a trio that is possible is formed: they all admit each
 * other. So the third who comes closes a trio, and the least sum is had by letting it do so, the longest-waiting first:
 * exact where all are strict, and where no one who is not strict waits ("passing"). "waiting" bounds every scheduler
 * whatever: it keeps the two latest who are not strict, wherever they would be needed.
 */
export function leastWaits(outcomes: readonly Outcome[], help: Help, endAt: number): number[] {
  const classes = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = classOf(outcome);
    if (key === null) continue;
    const list = classes.get(key);
    if (list === undefined) classes.set(key, [outcome]);
    else list.push(outcome);
  }
  return [...classes.values()].flatMap((arrivals) => waitsOfClass(arrivals, help, endAt));
}

/** Null: has two ages or sexes, or no disclosed sex, and can never be in a trio with a strict ticket. */
function classOf({ party, age, at }: Outcome): string | null {
  const [{ sex }, second] = party.people;
  if (sex === null) return null;
  if (
    second && (second.sex !== sex || ageOn(second.birthDate, new Date(at).toISOString().slice(0, 10)) !== age)
  ) return null;
  return `${age} ${sex}`;
}

function waitsOfClass(arrivals: readonly Outcome[], help: Help, endAt: number): number[] {
  const waits: number[] = [];
  let strict: number[] = [];
  let kept = 0;
  const close = (at: number) => {
    for (const since of strict) waits.push(at - since);
    [strict, kept] = [[], 0];
  };
  for (const { kind, at, party } of arrivals) {
    const size = party.people.length;
    if (kind === "strict") strict.push(at);
    else if (help === "alone") continue;
    else if (size === 2) {
      const [first, ...rest] = strict;
      if (first !== undefined) waits.push(at - first);
      strict = rest;
      continue;
    } else if (help === "waiting") kept = Math.min(2, kept + 1);
    if (strict.length + kept >= 3 || (kind !== "strict" && strict.length === 2)) close(at);
  }
  return [...waits, ...strict.map((since) => endAt - since)];
}
