// What a process may have measured, for tests of figures.

import type { Measured, Sample } from "../../db/store/samples.ts";
import { instantOf } from "../../protocol/clock.ts";
import { spans } from "../../protocol/ops_figures.ts";
import type { Reading } from "../../routes/ops/sample_of.ts";

const bounds = [0.01, 0.1, 1];

export function timesOf(counts: readonly number[], sum = 0) {
  return { bounds, counts, sum };
}

export function measuredOf(more: Partial<Measured> = {}): Measured {
  return {
    ...{ ms: 15_000, online: 4, sockets: 5, waiting: null, formed: 0, messages: 30 },
    ...{ stored: null, delivered: null, memoryBytes: 1_000, loopDelayMs: 1 },
    database: { up: 1, ms: 2, pool: null },
    ...more,
  };
}

/** A fine one that began at `at`. */
export function sampleAt(
  at: number,
  more: Partial<Measured> = {},
  { node = "", stepMs = spans.hour.stepMs }: Partial<Pick<Sample, "node" | "stepMs">> = {},
): Sample {
  return { node, stepMs, at: instantOf(at), measured: measuredOf(more) };
}

/** What a process has counted that has run since `startedAt`. */
export function readingOf(more: Partial<Reading> = {}): Reading {
  return {
    ...{ at: 0, startedAt: 0, sockets: 0, usersOnline: 0, waiting: null },
    ...{ messages: 0, triosFormed: 0, eventLoopDelay: timesOf([0, 0, 0, 0]) },
    ...{ stored: { seconds: timesOf([0, 0, 0, 0]) }, path: null, memory: { rssBytes: 1_000 } },
    database: { up: true, pool: null },
    ...more,
  };
}
