// The operators' page: how the server is, as plots of the last hour or day, with a table of the
// same figures behind each.

import { useState } from "preact/hooks";
import type { OpsView, Span } from "../../protocol/ops_figures.ts";
import { formatMoment, formatTime } from "../i18n/format.ts";
import { useTools } from "../ui/context.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { PlotCard } from "./plot_card.tsx";
import { plotsOf } from "./plots.ts";
import { lastKnown, measuredSince, timeOf } from "./series.ts";
import { useStyleSheet } from "./use_style_sheet.ts";
import { useView } from "./use_view.ts";

const spanNames: readonly Span[] = ["hour", "day"];

export function OpsPage() {
  const isDressed = useStyleSheet();
  return isDressed ? <Figures /> : <Skeleton />;
}

function Figures() {
  const { t } = useTools().speech;
  const [span, choose] = useState<Span>("hour");
  const { view, refusal } = useView(span);
  return (
    <div class="page">
      <TopBar />
      <main class="ops" tabIndex={-1}>
        <h1>{t("ops.title")}</h1>
        {refusal}
        <Tabs
          tabs={spanNames.map((id) => ({ id, label: t(`ops.${id}`) }))}
          chosen={span}
          choose={choose}
          label={t("ops.spans")}
        >
          {view === null
            ? <p class="why" aria-busy="true">{t("app.loading")}</p>
            : <Plots view={view} />}
        </Tabs>
      </main>
    </div>
  );
}

function Plots({ view }: { readonly view: OpsView }) {
  const { t } = useTools().speech;
  const [since, last] = [measuredSince(view), lastKnown(view.figures.nodes)];
  if (since === null || last === null) return <p class="note">{t("ops.nothing")}</p>;
  return (
    <>
      <Measured view={view} since={since} last={last} />
      <div class="ops-plots">
        {plotsOf(view).map((plot) => <PlotCard key={plot.id} plot={plot} view={view} />)}
      </div>
    </>
  );
}

interface MeasuredProps {
  readonly view: OpsView;
  readonly since: number;
  /** The last step that was measured. */
  readonly last: number;
}

/** Up to when there are figures, and since when where that is not the start. */
function Measured({ view, since, last }: MeasuredProps) {
  const { t, locale } = useTools().speech;
  const { span, now, current, figures: { databaseUp } } = view;
  const end = Math.min(timeOf(view, last + 1), Date.parse(now));
  const format = span === "hour" ? formatTime : formatMoment;
  return (
    <div class="ops-measured">
      <p class="why">
        {t("ops.upTo", { time: formatTime(locale.value, end) })}
        {since > timeOf(view, 0) && (
          <>{" "}{t("ops.since", { time: format(locale.value, since) })}</>
        )}
      </p>
      <div role="alert">
        {(current.databaseUp ?? databaseUp[last]) === 0 && (
          <p class="error">{t("ops.database.down")}</p>
        )}
      </div>
    </div>
  );
}
