// Draws a plot on a canvas, by uPlot. Colours come from the style sheet each time it is drawn, so
// that a change of theme changes them.

import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import type { OpsView } from "../../protocol/ops_figures.ts";
import { formatTime } from "../i18n/format.ts";
import type { Locale } from "../i18n/locale.ts";
import { useTools } from "../ui/context.ts";
import type { Plot } from "./plots.ts";
import { loneSteps, outagesOf, timeOf } from "./series.ts";
import { distances, formatFigure } from "./units.ts";

const height = 160;
/** Lines are told apart without their colours. */
const dashes = [[], [6, 4]];

interface DrawingProps {
  readonly plot: Plot;
  readonly view: OpsView;
  /** What it shows, in words. */
  readonly label: string;
  /** Takes the step under the pointer; null: there is none. */
  readonly point: (step: number | null) => void;
}

export function Drawing({ plot, view, label, point }: DrawingProps) {
  const { choices, speech: { locale } } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<UPlot | null>(null);
  const shown = useRef({ plot, view, point });
  shown.current = { plot, view, point };
  useEffect(() => {
    const parent = box.current;
    if (parent === null) return;
    const made = new UPlot(
      { width: parent.clientWidth, height, ...optionsOf(parent, locale.value, shown) },
      dataOf(shown.current),
      parent,
    );
    drawn.current = made;
    const fit = new ResizeObserver(() => made.setSize({ width: parent.clientWidth, height }));
    fit.observe(parent);
    const unwatch = watchColours(() => made.redraw(false));
    return () => {
      fit.disconnect();
      unwatch();
      made.destroy();
      drawn.current = null;
    };
  }, [locale.value]);
  useEffect(() => drawn.current?.setData(dataOf({ plot, view })), [view]);
  // Once the theme is on the page.
  useEffect(() => drawn.current?.redraw(false), [choices.preferences.value.theme]);
  return <div ref={box} class="ops-drawing" role="img" aria-label={label} />;
}

/** Calls back when the system changes what colours there are. */
function watchColours(changed: () => void): () => void {
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"]
    .map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    for (const query of queries) query.removeEventListener("change", changed);
  };
}

type Shown = Pick<DrawingProps, "plot" | "view" | "point">;

function dataOf({ plot, view }: Pick<Shown, "plot" | "view">): UPlot.AlignedData {
  const times = view.figures.nodes.map((_, step) => timeOf(view, step));
  return [times, ...plot.lines.map(({ figure }) => [...view.figures[figure]])];
}

function optionsOf(
  box: HTMLElement,
  locale: Locale,
  shown: { readonly current: Shown },
): Omit<UPlot.Options, "width" | "height"> {
  const { plot } = shown.current;
  const inks = inksOf(box);
  return {
    ms: 1,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, sync: { key: "ops" }, points: { show: false } },
    scales: {
      x: { range: () => timesOf(shown.current.view) },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: axesOf(plot, locale, inks),
    series: [{}, ...plot.lines.map((_, at) => lineOf(plot, at, { inks, shown }))],
    hooks: {
      drawClear: [(self) => drawOutages(self, shown.current, inks)],
      setCursor: [({ cursor: { idx } }) => shown.current.point(idx ?? null)],
    },
  };
}

/** The whole span, also where nothing was measured yet. */
function timesOf(view: OpsView): [number, number] {
  return [timeOf(view, 0), timeOf(view, view.figures.nodes.length)];
}

function lineOf(
  plot: Plot,
  at: number,
  { inks, shown }: { readonly inks: Inks; readonly shown: { readonly current: Shown } },
): UPlot.Series {
  const series = () => {
    const { plot, view } = shown.current;
    const line = plot.lines[at];
    return line ? view.figures[line.figure] : [];
  };
  const bars = plot.isCounted ? UPlot.paths.bars?.({ size: [0.8, 24], align: 1 }) : undefined;
  if (bars) return { paths: bars, fill: () => inks.line(at), points: { show: false } };
  return {
    stroke: () => inks.line(at),
    width: 2,
    dash: dashes[at] ?? [],
    spanGaps: false,
    // A figure between two gaps.
    points: { show: true, size: 5, filter: () => loneSteps(series()) },
  };
}

function axesOf({ unit }: Plot, locale: Locale, inks: Inks): UPlot.Axis[] {
  const font = `${inks.fontPx()}px system-ui, sans-serif`;
  const common = {
    font,
    stroke: () => inks.text(),
    grid: { stroke: () => inks.grid(), width: 1 },
    ticks: { show: false },
  };
  return [
    {
      ...common,
      space: 70,
      size: 28,
      values: (_, splits) => splits.map((at) => formatTime(locale, at)),
    },
    {
      ...common,
      size: (_, labels) => widest(labels) * inks.fontPx() * 0.6 + 12,
      incrs: distances[unit],
      values: (_, lines) => {
        const [first = 0, second] = lines;
        const step = second === undefined ? null : second - first;
        return lines.map((value) => formatFigure(locale, unit, value, step));
      },
    },
  ];
}

/** In characters; before there are labels, of some. */
function widest(labels: readonly string[] | null): number {
  return Math.max(...(labels ?? ["100"]).map((label) => label.length));
}

/** A band over each time in which the database did not answer. */
function drawOutages({ ctx, bbox, valToPos }: UPlot, { plot, view }: Shown, inks: Inks): void {
  if (!plot.hasOutages) return;
  ctx.save();
  ctx.fillStyle = inks.outage();
  ctx.globalAlpha = 0.25;
  for (const { first, last } of outagesOf(view)) {
    const [left, right] = [timeOf(view, first), timeOf(view, last + 1)]
      .map((at) => valToPos(at, "x", true));
    if (left === undefined || right === undefined) continue;
    ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height);
  }
  ctx.restore();
}

type Inks = ReturnType<typeof inksOf>;

/** The colours that the style sheet gives to what is drawn, as they are now. */
function inksOf(box: HTMLElement) {
  const style = () => getComputedStyle(box);
  const swatch = (name: string) => {
    const found = box.closest(".ops-card")?.querySelector(name);
    return found ? getComputedStyle(found).borderBlockStartColor : style().color;
  };
  return {
    line: (at: number) => swatch(`.ops-line-${at + 1}`),
    text: () => style().color,
    grid: () => style().borderBlockEndColor,
    outage: () => style().outlineColor,
    /** As large as the small text around it. */
    fontPx: () => Number.parseFloat(style().fontSize),
  };
}
