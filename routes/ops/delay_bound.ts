// A delay as it is told: in ms, as a bound.

import type { Times } from "../../db/store/samples.ts";
import { longerDelayMs } from "../../protocol/ops_figures.ts";
import { quantileBound } from "../metrics/histogram.ts";

/** What this part of them took at most; null: there are none. */
export function delayBoundMs(times: Times, part: number): number | null {
  const seconds = quantileBound(times, part);
  return seconds === null ? null : Math.min(seconds * 1_000, longerDelayMs);
}
