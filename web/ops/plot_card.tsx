// A plot with what it says in words: its last figures, those under the pointer, its gaps and
// outages, and its table.

import { useState } from "preact/hooks";
import type { OpsView } from "../../protocol/ops_figures.ts";
import { formatTime } from "../i18n/format.ts";
import type { Locale } from "../i18n/locale.ts";
import { translate } from "../i18n/translate.ts";
import { useTools } from "../ui/context.ts";
import { Drawing } from "./drawing.tsx";
import { FigureTable } from "./figure_table.tsx";
import { type Plot, titleOf } from "./plots.ts";
import { lastKnown, outagesOf, timeOf } from "./series.ts";
import { formatFigure } from "./units.ts";

interface PlotCardProps {
  readonly plot: Plot;
  readonly view: OpsView;
}

export function PlotCard({ plot, view }: PlotCardProps) {
  const { t, locale } = useTools().speech;
  const [pointed, point] = useState<number | null>(null);
  const title = `ops-${plot.id}`;
  const isKnown = plot.lines.some(({ figure }) => lastKnown(view.figures[figure]) !== null);
  return (
    <section class="card ops-card" aria-labelledby={title}>
      <h2 id={title}>{t(titleOf(plot, view))}</h2>
      {plot.hasOutages && <Outages view={view} />}
      {isKnown
        ? (
          <>
            <Legend plot={plot} view={view} pointed={pointed} />
            <Drawing
              plot={plot}
              view={view}
              label={summaryOf(locale.value, { plot, view })}
              point={point}
            />
            <FigureTable plot={plot} view={view} />
          </>
        )
        : <p class="why">{t(plot.none)}</p>}
    </section>
  );
}

/** The figures of the step under the pointer, else the last ones, with their time if it is past. */
function Legend({ plot, view, pointed }: PlotCardProps & { readonly pointed: number | null }) {
  const { t, locale } = useTools().speech;
  const steps = plot.lines.map(({ figure }) => pointed ?? lastKnown(view.figures[figure]));
  const [step = null] = steps;
  const isNow = pointed === null && step === lastKnown(view.figures.nodes);
  return (
    <div class="ops-legend">
      <ul>
        {plot.lines.map(({ figure, label }, at) => {
          const value = view.figures[figure][steps[at] ?? -1] ?? null;
          return (
            <li key={figure}>
              <span class={`ops-line ops-line-${at + 1}`} aria-hidden="true" />
              <span>{t(label)}</span>{" "}
              <strong>
                {value === null ? t("ops.unknown") : formatFigure(locale.value, plot.unit, value)}
              </strong>
            </li>
          );
        })}
      </ul>
      <p class="why">
        {!isNow && step !== null && formatTime(locale.value, timeOf(view, step))}
      </p>
    </div>
  );
}

/** What a screen reader says in the place of the drawing. */
function summaryOf(locale: Locale, { plot, view }: PlotCardProps): string {
  const write = (value: number) => formatFigure(locale, plot.unit, value);
  return plot.lines.flatMap(({ figure, label }) => {
    const known = view.figures[figure].filter((value) => value !== null);
    const [least, most, last] = [Math.min(...known), Math.max(...known), known.at(-1)];
    if (last === undefined) return [];
    const values = { least: write(least), most: write(most), last: write(last) };
    return [translate(locale, "ops.summary", { label: translate(locale, label), ...values })];
  }).join(" ");
}

function Outages({ view }: { readonly view: OpsView }) {
  const { t, locale } = useTools().speech;
  const outages = outagesOf(view);
  if (outages.length === 0) return null;
  const time = (step: number) => formatTime(locale.value, timeOf(view, step));
  return (
    <div class="ops-outages">
      <p class="error">{t("ops.outages")}</p>
      <ul>
        {outages.map(({ first, last }) => (
          <li key={first}>{t("ops.outage", { from: time(first), to: time(last + 1) })}</li>
        ))}
      </ul>
    </div>
  );
}
