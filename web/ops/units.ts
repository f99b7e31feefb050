// How figures are written, beside their plot and on its axis.

import type { Locale } from "../i18n/locale.ts";

export type Unit = "count" | "rate" | "ms" | "wait" | "bytes";

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** The distances between two lines of a plot, for those that may be any length. */
const steps = [1, 2, 5].flatMap((one) => [-3, -2, -1, 0, 1, 2, 3, 4, 5].map((of) => one * 10 ** of))
  .sort((a, b) => a - b);

/** The distances between two lines of a plot, in the unit of its figures. */
export const distances: Readonly<Record<Unit, number[]>> = {
  count: steps.filter((step) => step >= 1),
  rate: steps,
  ms: steps,
  wait: [
    ...[1, 2, 5, 10, 20, 30].map((one) => one * second),
    ...[1, 2, 5, 10, 20, 30].map((one) => one * minute),
    ...[1, 2, 3, 6, 12, 24, 48, 96].map((one) => one * hour),
  ],
  bytes: [1, 2, 5].flatMap((one) => [3, 4, 5, 6, 7, 8, 9, 10].map((of) => one * 10 ** of))
    .sort((a, b) => a - b),
};

/** `step`: of an axis, whose lines are told apart; null: by itself, as closely as one cares. */
export function formatFigure(
  { tag }: Pick<Locale, "tag">,
  unit: Unit,
  value: number,
  step: number | null = null,
): string {
  const { name, size } = measureOf(unit, value);
  const shown = value / size;
  const digits: Intl.NumberFormatOptions = step === null
    ? digitsOf(unit, shown)
    : { maximumFractionDigits: Math.max(0, Math.ceil(-Math.log10(step / size))) };
  const measure: Intl.NumberFormatOptions = name === null
    ? {}
    : { style: "unit", unit: name, unitDisplay: "short" };
  return new Intl.NumberFormat(tag, { ...measure, ...digits }).format(shown);
}

interface Measure {
  /** As Intl calls it; null: a number alone. */
  readonly name: string | null;
  readonly size: number;
}

function measureOf(unit: Unit, value: number): Measure {
  const [kinds, last] = measures[unit];
  return kinds.find(({ below }) => value < below) ?? last;
}

const millisecond = { name: "millisecond", size: 1 };
const inSeconds = { name: "second", size: second };
const number: Measure = { name: null, size: 1 };

/** By unit: what is written of a value below some size, the smallest first, and of all others. */
const measures: Readonly<
  Record<Unit, readonly [readonly (Measure & { readonly below: number })[], Measure]>
> = {
  count: [[], number],
  rate: [[], number],
  ms: [[{ ...millisecond, below: second }], inSeconds],
  wait: [[
    { ...inSeconds, below: 2 * minute },
    { name: "minute", size: minute, below: 2 * hour },
  ], { name: "hour", size: hour }],
  bytes: [[{ name: "megabyte", size: 1e6, below: 1e9 }], { name: "gigabyte", size: 1e9 }],
};

function digitsOf(unit: Unit, shown: number): Intl.NumberFormatOptions {
  if (unit === "wait" || unit === "count") return { maximumFractionDigits: shown < 10 ? 1 : 0 };
  return shown < 1_000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 };
}
