// The figures of an hour or a day, of all nodes together.

import type { Sample, SampleStore } from "../../db/store/samples.ts";
import { instantOf } from "../../protocol/clock.ts";
import { figureNames, type OpsView, type Span, spans } from "../../protocol/ops_figures.ts";
import { figuresOf } from "./merge.ts";
import { joined, stepOf } from "./sampler.ts";

export async function opsView(
  span: Span,
  { store, now }: { readonly store: Pick<SampleStore, "samples">; readonly now: number },
): Promise<OpsView> {
  const { stepMs, steps } = spans[span];
  const current = stepOf(now, stepMs);
  // Of the hour the current step is not over; of the day it is what its fine steps come to so far.
  const newest = span === "hour" ? current - stepMs : current;
  const oldest = newest - (steps - 1) * stepMs;
  const samples = span === "hour"
    // One more: the newest may be measured just now.
    ? await store.samples(stepMs, instantOf(oldest - stepMs))
    : await samplesOfDay(oldest, current, store);
  const byStep = Map.groupBy(samples, ({ at }) => Date.parse(at));
  const last = span === "hour" && !byStep.has(newest) ? newest - stepMs : newest;
  const first = last - (steps - 1) * stepMs;
  const delayOf = samples.findLast(({ measured }) => measured.delay)?.measured.delay?.of ?? null;
  const each = Array.from({ length: steps }, (_, at) => {
    const found = byStep.get(first + at * stepMs) ?? [];
    return figuresOf(found.map(({ measured }) => measured), delayOf);
  });
  const series = figureNames.map((name) => [name, each.map((one) => rounded(one[name]))]);
  const figures: OpsView["figures"] = Object.fromEntries(series);
  return { span, stepMs, from: instantOf(first), now: instantOf(now), delayOf, figures };
}

/** What is not joined yet is joined here: the steps under way, and those that have just ended. */
async function samplesOfDay(
  oldest: number,
  current: number,
  store: Pick<SampleStore, "samples">,
): Promise<readonly Sample[]> {
  const [fine, coarse] = [spans.hour.stepMs, spans.day.stepMs];
  const [kept, late] = await Promise.all([
    store.samples(coarse, instantOf(oldest)),
    store.samples(fine, instantOf(current - coarse)),
  ]);
  const known = new Set(kept.map(({ node, at }) => `${at} ${node}`));
  return [...kept, ...joined(late).filter(({ node, at }) => !known.has(`${at} ${node}`))];
}

/** To what a plot can show. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1_000) / 1_000;
}
