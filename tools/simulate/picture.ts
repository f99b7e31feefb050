// The waits over time as an SVG: for each kind the median (thin) and the 95th percentile (thick) of
// the arrivals of each minute, on a logarithmic scale of seconds. Pure.

import type { Kind } from "./mixes.ts";
import { kindsOf, quantile, waitsOf } from "./report.ts";
import { beginAt, type Outcome, type Played } from "./outcome.ts";

const [width, height, margin] = [960, 480, 60];
const [leastMs, mostMs] = [100, 10_000_000];
const colours: Readonly<Record<Kind, string>> = {
  strict: "#b3261e",
  "lax on age": "#7a5c00",
  "lax on sex": "#00639b",
  lax: "#1b6e3c",
  duo: "#6a3fa0",
  seat: "#555555",
};

export function picture({ outcomes, endAt }: Played, title: string): string {
  const minutes = Math.max(1, Math.round((endAt - beginAt) / 60_000));
  const kinds = kindsOf(outcomes);
  const lines = kinds.flatMap((kind) => {
    const byMinute = Map.groupBy(
      outcomes.filter((one) => one.kind === kind),
      ({ at }) => Math.floor((at - beginAt) / 60_000),
    );
    return [0.5, 0.95].map((share) => polyline(byMinute, { share, kind, minutes, endAt }));
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${margin}" y="24" font-size="15">${title}: seconds waited, by minute of arrival (median thin, p95 thick)</text>`,
    ...scale(minutes),
    ...lines,
    ...kinds.map((kind, at) =>
      `<text x="${width - margin + 4 - 90}" y="${50 + 16 * at}" fill="${
        colours[kind]
      }">${kind}</text>`
    ),
    "</svg>\n",
  ].join("\n");
}

interface Stroke {
  readonly share: number;
  readonly kind: Kind;
  readonly minutes: number;
  readonly endAt: number;
}

function polyline(
  byMinute: ReadonlyMap<number, Outcome[]>,
  { share, kind, minutes, endAt }: Stroke,
): string {
  const points = [...byMinute].sort(([a], [b]) => a - b).map(([minute, outcomes]) =>
    `${x(minute, minutes)},${y(quantile(waitsOf(outcomes, endAt), share))}`
  );
  const thickness = share > 0.5 ? 2 : 0.8;
  return `<polyline fill="none" stroke="${colours[kind]}" stroke-width="${thickness}" points="${
    points.join(" ")
  }"/>`;
}

function scale(minutes: number): string[] {
  const seconds = [0.1, 1, 10, 100, 1_000, 10_000].map((one) => {
    const at = y(one * 1_000);
    return `<path d="M${margin} ${at}H${width - margin}" stroke="#dddddd"/>` +
      `<text x="${margin - 8}" y="${at + 4}" text-anchor="end">${one}</text>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const minute = Math.round(share * minutes);
    return `<text x="${x(minute, minutes)}" y="${
      height - margin + 20
    }" text-anchor="middle">${minute} min</text>`;
  });
  return [...seconds, ...ticks];
}

function x(minute: number, minutes: number): number {
  return Math.round(margin + minute / minutes * (width - 2 * margin));
}

function y(ms: number): number {
  const within = Math.min(mostMs, Math.max(leastMs, ms));
  const share = Math.log(within / leastMs) / Math.log(mostMs / leastMs);
  return Math.round(height - margin - share * (height - 2 * margin));
}
