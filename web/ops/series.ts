// What there is to say of a view besides its lines: the last figure, since when there are any, and
// when the database was away. Pure.

import type { FigureName, OpsView, Series } from "../../protocol/ops_figures.ts";

export function timeOf({ from, stepMs }: Pick<OpsView, "from" | "stepMs">, step: number): number {
  return Date.parse(from) + step * stepMs;
}

/** The step of the last figure that is known; null: none is. */
export function lastKnown(series: Series): number | null {
  const at = series.findLastIndex((value) => value !== null);
  return at < 0 ? null : at;
}

export interface Latest {
  readonly value: number | null;
  /** Its step, where it is past; null: it is of just now. */
  readonly step: number | null;
}

/** What is known of a figure last; where steps are counted, the count of the last one. */
export function latestOf(view: OpsView, figure: FigureName, isCounted = false): Latest {
  const series = view.figures[figure];
  const last = lastKnown(series);
  if (isCounted && last === series.length - 1) return { value: series[last] ?? null, step: null };
  if (!isCounted && view.current[figure] !== null) {
    return { value: view.current[figure], step: null };
  }
  return { value: last === null ? null : series[last] ?? null, step: last };
}

/** The first step in which anything was measured; null: nothing was. */
export function firstMeasured({ figures: { nodes } }: Pick<OpsView, "figures">): number | null {
  const first = nodes.findIndex((value) => value !== null);
  return first < 0 ? null : first;
}

/** When the first step began in which anything was measured; null: nothing was. */
export function measuredSince(view: OpsView): number | null {
  const first = firstMeasured(view);
  return first === null ? null : timeOf(view, first);
}

/** Steps in a row in which the database did not answer, or not each time. */
export interface Outage {
  readonly first: number;
  readonly last: number;
}

export function outagesOf({ figures: { databaseUp } }: Pick<OpsView, "figures">): Outage[] {
  const outages: Outage[] = [];
  for (const [at, up] of databaseUp.entries()) {
    if (up === null || up === 1) continue;
    const before = outages.at(-1);
    if (before?.last === at - 1) outages[outages.length - 1] = { ...before, last: at };
    else outages.push({ first: at, last: at });
  }
  return outages;
}

/** Known figures beside which none is: a line needs two, so that they are drawn as points. */
export function loneSteps(series: Series): number[] {
  return series.flatMap((value, at) =>
    value !== null && (series[at - 1] ?? null) === null && (series[at + 1] ?? null) === null
      ? [at]
      : []
  );
}
