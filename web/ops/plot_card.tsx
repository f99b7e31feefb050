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
import { lastKnown, latestOf, outagesOf, timeOf } from "./series.ts";
import { writeFigure } from "./write_figure.ts";

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
            {view.span === "day" && plot.ofDay && <p class="why">{t(plot.ofDay)}</p>}
            <FigureTable plot={plot} view={view} />
          </>
        )
        : <p class="why">{t(plot.none)}</p>}
    </section>
  );
}

/** The figures of the step under the pointer, else the last ones, with their time if it is past. */
function Legend({ plot, view, pointed }: PlotCardProps & { readonly pointed: number | null }) {
  const { locale, t } = useTools().speech;
  const { unit, lines, isCounted } = plot;
  const shown = lines.map(({ figure }) =>
    pointed === null
      ? latestOf(view, figure, isCounted)
      : { value: view.figures[figure][pointed] ?? null, step: pointed }
  );
  const step = shown[0]?.step ?? null;
  return (
    <div class="ops-legend">
      <ul>
        {lines.map((line, at) => (
          <li key={line.figure}>
            <span class={`ops-line ops-line-${at + 1}`} aria-hidden="true" />
            <span>{t(line.label)}</span>{" "}
            <strong>
              {writeFigure(locale.value, { unit, line }, shown[at]?.value ?? null)}
            </strong>
          </li>
        ))}
      </ul>
      <p class="why">{step !== null && formatTime(locale.value, timeOf(view, step))}</p>
    </div>
  );
}

/** What a screen reader says in the place of the drawing. */
function summaryOf(locale: Locale, { plot, view }: PlotCardProps): string {
  const { unit, lines, isCounted } = plot;
  return lines.flatMap((line) => {
    const { figure, label } = line;
    const write = (value: number | null) => writeFigure(locale, { unit, line }, value);
    const known = view.figures[figure].filter((value) => value !== null);
    if (known.length === 0) return [];
    const { value: last } = latestOf(view, figure, isCounted);
    const [least, most] = [write(Math.min(...known)), write(Math.max(...known))];
    const values = { label: translate(locale, label), least, most, last: write(last) };
    return [translate(locale, "ops.summary", values)];
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
