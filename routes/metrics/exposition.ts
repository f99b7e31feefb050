// A snapshot in the text format of Prometheus, version 0.0.4. By hand: see
// docs/decisions/0011-metrics-by-hand.md.

import { type Metric, metricTable, type Sample } from "./metric_table.ts";
import type { HistogramData } from "./histogram.ts";
import type { Snapshot } from "./server_snapshot.ts";

export const contentType = "text/plain; version=0.0.4; charset=utf-8";

export function exposition(snapshot: Snapshot): string {
  return metricTable.flatMap((metric) => linesOf(metric, snapshot)).map((line) => `${line}\n`)
    .join("");
}

function linesOf(metric: Metric, snapshot: Snapshot): readonly string[] {
  const samples = metric.samples(snapshot);
  if (samples.length === 0) return [];
  return [
    `# HELP ${metric.name} ${escaped(metric.help)}`,
    `# TYPE ${metric.name} ${metric.type}`,
    ...samples.flatMap((sample) => sampleLines(metric.name, sample)),
  ];
}

function sampleLines(name: string, { labels, value }: Sample): readonly string[] {
  if (typeof value === "number") return [`${name}${labelText(labels)} ${value}`];
  return histogramLines(name, labels, value);
}

/** Buckets are cumulative: each counts all values up to its bound. */
function histogramLines(
  name: string,
  labels: Sample["labels"],
  { bounds, counts, sum }: HistogramData,
): readonly string[] {
  let count = 0;
  const buckets = counts.map((here, at) => {
    count += here;
    const le = at < bounds.length ? String(bounds[at]) : "+Inf";
    return `${name}_bucket${labelText({ ...labels, le })} ${count}`;
  });
  const own = labelText(labels);
  return [...buckets, `${name}_sum${own} ${sum}`, `${name}_count${own} ${count}`];
}

function labelText(labels: Sample["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) =>
    `${name}="${escaped(value).replaceAll('"', '\\"')}"`
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
