// How the server is, as operators are shown it: figures at equal distances in time.

import type { Instant } from "./domain.ts";

/** What is shown at a time: so many steps of that length. A day is a whole number of steps. */
export const spans = {
  hour: { stepMs: 15_000, steps: 240 },
  day: { stepMs: 300_000, steps: 288 },
} as const;

export type Span = keyof typeof spans;
export type StepMs = typeof spans[Span]["stepMs"];

/** How many steps are kept: those that are shown, and as many as come to one of a day. */
export const keptSteps: Readonly<Record<StepMs, number>> = {
  [spans.hour.stepMs]: spans.hour.steps + spans.day.stepMs / spans.hour.stepMs,
  [spans.day.stepMs]: spans.day.steps + 1,
};

/** Where what was measured in a step is among the steps that are kept. */
export function placeOf({ at, stepMs }: { readonly at: Instant; readonly stepMs: StepMs }): number {
  return Math.floor(Date.parse(at) / stepMs) % keptSteps[stepMs];
}

export const figureNames = [
  "nodes",
  "online",
  "sockets",
  "waiting",
  "waitMedianMs",
  "waitLongestMs",
  "formed",
  "messagesPerSecond",
  "storedP50Ms",
  "storedP99Ms",
  "deliveredP50Ms",
  "deliveredP99Ms",
  "memoryBytes",
  "databaseUp",
  "databaseMs",
  "poolBusy",
  "poolQueue",
  "loopDelayMs",
] as const;

export type FigureName = typeof figureNames[number];

/** One for each step, the oldest first; null: it is not known. */
export type Series = readonly (number | null)[];

/** Delays are counted in buckets: of a longer one no more is known. */
export const longestDelayMs = 5_000;
/** Stands for any longer delay. */
export const longerDelayMs = longestDelayMs + 1;

export interface OpsView {
  readonly span: Span;
  readonly stepMs: number;
  /** When the first step began. */
  readonly from: Instant;
  readonly now: Instant;
  /** The newest fine step, whatever the span; null: nothing was measured just now. */
  readonly current: Readonly<Record<FigureName, number | null>>;
  readonly figures: Readonly<Record<FigureName, Series>>;
}
