// What a run says while it is on: a line each second. Pure.

import type { Sample, Times } from "./meter.ts";

/** Who has come so far. */
export function arrivalLine(
  crowd: { readonly users: readonly unknown[]; readonly talking: readonly unknown[] },
  wanted: number,
): string {
  return `${crowd.users.length} of ${wanted} users are there, ${crowd.talking.length} in a group`;
}

export function sampleLine(sample: Sample, broken: number): string {
  const { second, sent, acknowledged, acknowledgement, delivery, waiting } = sample;
  return [
    `${String(second).padStart(4)} s`,
    `sent ${sent}`,
    `acknowledged ${acknowledged} (${percentiles(acknowledgement)})`,
    `to the slowest member ${percentiles(delivery)}`,
    `waiting ${waiting}`,
    `errors ${sample.errors}`,
    `reconnects ${sample.reconnects}`,
    `broken ${broken}`,
  ].join("  ");
}

function percentiles({ p50, p99 }: Times): string {
  return `p50 ${milliseconds(p50)} p99 ${milliseconds(p99)}`;
}

/** As precise as anybody needs: "0.8 ms", "12 ms", "1.2 s"; "–" where nothing was measured. */
export function milliseconds(ms: number): string {
  if (Number.isNaN(ms)) return "–";
  if (ms >= 999.5) return `${(ms / 1_000).toFixed(1)} s`;
  return ms >= 9.95 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(1)} ms`;
}
