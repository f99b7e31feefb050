// What becomes of each arrival of a simulation, and of the simulation as a whole. Plain data.

import type { Arrival } from "./town.ts";

export interface Outcome extends Arrival {
  /** Of the first of its people, on arrival. */
  readonly age: number;
  /** Null: waits still. */
  formedAt: number | null;
  /** Since when others were taken whom it could have stood in for; null: never. */
  overtakenAt: number | null;
}

export interface Played {
  readonly outcomes: readonly Outcome[];
  /** Of each trio: the years between its youngest and its oldest. */
  readonly spans: readonly number[];
  readonly endAt: number;
}

export const beginAt = Date.UTC(2026, 5, 15, 12);
