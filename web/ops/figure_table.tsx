// The figures of a plot as a table, the latest first; drawn once it is opened.

import { useState } from "preact/hooks";
import type { OpsView, Span } from "../../protocol/ops_figures.ts";
import type { Locale } from "../i18n/locale.ts";
import { useTools } from "../ui/context.ts";
import { type Plot, titleOf } from "./plots.ts";
import { timeOf } from "./series.ts";
import { formatFigure } from "./units.ts";

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
  const columns = lines.map(({ figure }) => view.figures[figure]);
  const writeTime = timeWriter(locale.value, view.span);
  const steps = view.figures.nodes.map((_, step) => step).reverse();
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
            {columns.map((series, at) => {
              const value = series[step] ?? null;
              return (
                <td key={at}>
                  {value === null ? t("ops.unknown") : formatFigure(locale.value, unit, value)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
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
