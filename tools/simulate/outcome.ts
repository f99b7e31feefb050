// What becomes of each arrival of a simulation, and of the simulation as a whole. Plain data.

import type { LanguageMix } from "./mixes.ts";
import type { Arrival } from "./town.ts";

export interface Outcome extends Arrival {
  /** Of the first of its people, on arrival. */
  readonly age: number;
  /** Null: still waiting. */
  formedAt: number | null;
  /** When a later ticket was first taken in its stead; null: never. */
  overtakenAt: number | null;
  /** When its people went away; null: they were there all the time. */
  awayAt: number | null;
  isAway: boolean;
  isAsleep: boolean;
}

/** Trios with somebody who was not there. */
export interface Ghosts {
  away: number;
  /** Of tickets that slept: never. */
  asleep: number;
}

export interface Played {
  readonly outcomes: readonly Outcome[];
  /** For each trio the years between its youngest and its oldest. */
  readonly spans: readonly number[];
  readonly languages: LanguageMix;
  /** Null: nobody goes away. */
  readonly ghosts: Ghosts | null;
  readonly endAt: number;
}

export const beginAt = Date.UTC(2026, 5, 15, 12);
