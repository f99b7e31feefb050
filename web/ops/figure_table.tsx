// The figures of a plot as a table, the latest first; drawn once it is opened.

import { useState } from "preact/hooks";
import type { OpsView, Span } from "../../protocol/ops_figures.ts";
import type { Locale } from "../i18n/locale.ts";
import { useTools } from "../ui/context.ts";
import { type Plot, titleOf } from "./plots.ts";
import { firstMeasured, lastKnown, timeOf } from "./series.ts";
import { writeFigure } from "./write_figure.ts";

interface FigureTableProps {
  readonly plot: Plot;
  readonly view: OpsView;
}

export function FigureTable({ plot, view }: FigureTableProps) {
  const { t } = useTools().speech;
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t("ops.table")}</summary>
      {isOpen && (
        <div
          class="ops-table"
          role="region"
          aria-label={t("ops.tableOf", { title: t(titleOf(plot, view)) })}
          tabIndex={0}
        >
          <Table plot={plot} view={view} />
        </div>
      )}
    </details>
  );
}

function Table({ plot, view }: FigureTableProps) {
  const { t, locale } = useTools().speech;
  const { lines, unit } = plot;
  const writeTime = timeWriter(locale.value, view.span);
  const steps = measuredSteps(view).reverse();
  return (
    <table>
      <caption class="only-read">{t(titleOf(plot, view))}</caption>
      <thead>
        <tr>
          <th scope="col">{t("ops.time")}</th>
          {lines.map(({ figure, label }) => <th key={figure} scope="col">{t(label)}</th>)}
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={timeOf(view, step)}>
            <th scope="row">{writeTime(timeOf(view, step))}</th>
            {lines.map((line) => (
              <td key={line.figure}>
                {writeFigure(locale.value, { unit, line }, view.figures[line.figure][step] ?? null)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** From the first in which anything was measured to the last. */
function measuredSteps(view: OpsView): number[] {
  const [first, last] = [firstMeasured(view), lastKnown(view.figures.nodes)];
  if (first === null || last === null) return [];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** Fine steps are shorter than a minute, and a day has part of two. */
function timeWriter({ tag }: Locale, span: Span): (at: number) => string {
  const time = new Intl.DateTimeFormat(
    tag,
    span === "hour"
      ? { timeStyle: "medium" }
      : { weekday: "short", hour: "numeric", minute: "numeric" },
  );
  return (at) => time.format(at);
}
