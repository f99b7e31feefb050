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
}

export interface Played {
  readonly outcomes: readonly Outcome[];
  /** For each trio the years between its youngest and its oldest. */
  readonly spans: readonly number[];
  readonly languages: LanguageMix;
  readonly endAt: number;
}

export const beginAt = Date.UTC(2026, 5, 15, 12);
