// The figures of an hour or a day, of all nodes together.

import type { Sample, SampleStore } from "../../db/store/samples.ts";
import { instantOf } from "../../protocol/clock.ts";
import { figureNames, type OpsView, type Span, spans } from "../../protocol/ops_figures.ts";
import { type Figures, figuresOf } from "./merge.ts";
import { joined, stepOf } from "./sampler.ts";

interface Asked {
  readonly store: Pick<SampleStore, "samples">;
  readonly now: number;
}

const [fine, coarse] = [spans.hour.stepMs, spans.day.stepMs];

export async function opsView(span: Span, asked: Asked): Promise<OpsView> {
  const { stepMs, steps } = spans[span];
  const { samples, last, current } = span === "hour" ? await hourOf(asked) : await dayOf(asked);
  const first = last - (steps - 1) * stepMs;
  const byStep = Map.groupBy(samples, ({ at }) => Date.parse(at));
  const each = Array.from(
    { length: steps },
    (_, at) => toldOf(byStep.get(first + at * stepMs) ?? []),
  );
  const series = figureNames.map((name) => [name, each.map((figures) => figures[name])]);
  const figures: OpsView["figures"] = Object.fromEntries(series);
  const [from, now] = [instantOf(first), instantOf(asked.now)];
  return { span, stepMs, from, now, current: toldOf(current), figures };
}

interface Found {
  readonly samples: readonly Sample[];
  /** When the last step that is shown began. */
  readonly last: number;
  /** Of the newest fine step. */
  readonly current: readonly Sample[];
}

async function hourOf({ store, now }: Asked): Promise<Found> {
  const newest = stepOf(now, fine) - fine;
  // One more: the newest may be measured just now.
  const samples = await store.samples(fine, instantOf(newest - spans.hour.steps * fine));
  return { samples, ...newestOf(samples, newest) };
}

/** What is not joined yet is joined here: the steps under way, and those that have just ended. */
async function dayOf({ store, now }: Asked): Promise<Found> {
  const last = stepOf(now, coarse);
  const [kept, late] = await Promise.all([
    store.samples(coarse, instantOf(last - (spans.day.steps - 1) * coarse)),
    store.samples(fine, instantOf(last - coarse)),
  ]);
  const known = new Set(kept.map(({ node, at }) => `${at} ${node}`));
  const more = joined(late).filter(({ node, at }) => !known.has(`${at} ${node}`));
  const { current } = newestOf(late, stepOf(now, fine) - fine);
  return { samples: [...kept, ...more], last, current };
}

/** The fine step that ended last, or the one before it, where nothing of that is stored yet. */
function newestOf(samples: readonly Sample[], newest: number): Pick<Found, "last" | "current"> {
  const of = (step: number) => samples.filter(({ at }) => Date.parse(at) === step);
  const found = of(newest);
  if (found.length > 0) return { last: newest, current: found };
  return { last: newest - fine, current: of(newest - fine) };
}

/** Rounded to what a plot can show. */
function toldOf(samples: readonly Sample[]): Figures {
  const figures = figuresOf(samples.map(({ measured }) => measured));
  const rounded = (value: number | null) =>
    value === null ? null : Math.round(value * 1_000) / 1_000;
  return Object.fromEntries(
    figureNames.map((name) => [name, rounded(figures[name])]),
  ) as typeof figures;
}
