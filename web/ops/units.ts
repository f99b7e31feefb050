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

export function formatFigure({ tag }: Pick<Locale, "tag">, unit: Unit, value: number): string {
  switch (unit) {
    case "count":
      return numberOf(tag, value, value < 10 ? 1 : 0);
    case "rate":
      return numberOf(tag, value, value < 10 ? 2 : 0);
    case "ms":
      return value < 10_000
        ? measureOf(tag, "millisecond", value, value < 10 ? 2 : 0)
        : measureOf(tag, "second", value / second, 1);
    case "wait":
      return waitOf(tag, value);
    case "bytes":
      return value < 1e9
        ? measureOf(tag, "megabyte", value / 1e6, value < 1e7 ? 1 : 0)
        : measureOf(tag, "gigabyte", value / 1e9, 2);
  }
}

/** In the unit in which the lines of an axis are told apart. */
function waitOf(tag: string, ms: number): string {
  if (ms < 2 * minute) return measureOf(tag, "second", ms / second, 0);
  if (ms < 2 * hour) return measureOf(tag, "minute", ms / minute, 1);
  return measureOf(tag, "hour", ms / hour, 1);
}

function numberOf(tag: string, value: number, maximumFractionDigits: number): string {
  return new Intl.NumberFormat(tag, { maximumFractionDigits }).format(value);
}

function measureOf(tag: string, unit: string, value: number, digits: number): string {
  return new Intl.NumberFormat(tag, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(value);
}
