// A sample: what came between two snapshots of one process, and how it was at the second.

import type { Measured, Times, Waiting } from "../../db/store/samples.ts";
import { countOf, grownSince, type HistogramData } from "../metrics/histogram.ts";
import type { Snapshot } from "../metrics/server_snapshot.ts";
import { delayBoundMs } from "./delay_bound.ts";

/** What a sample is made of, of all that a process knows of itself. */
export type Reading =
  & Pick<Snapshot, "at" | "startedAt" | "sockets" | "usersOnline" | "waiting">
  & Pick<Snapshot, "messages" | "triosFormed" | "eventLoopDelay">
  & {
    readonly stored: Pick<Snapshot["stored"], "seconds">;
    readonly path: Pick<NonNullable<Snapshot["path"]>, "delivered"> | null;
    readonly memory: Pick<Snapshot["memory"], "rssBytes">;
    readonly database: Pick<Snapshot["database"], "up" | "pool">;
  };

/** What the database was asked at the second of the two. */
export interface Asked {
  /** How long it took to answer; null: it did not. */
  readonly ms: number | null;
  /** Null: it was not asked, or did not answer. */
  readonly waiting: Waiting | null;
}

/** `before`: null at the first snapshot of a process. */
export function sampleOf(now: Reading, before: Reading | null, asked: Asked): Measured {
  const { database: { up, pool } } = now;
  return {
    ms: now.at - (before?.at ?? now.startedAt),
    online: now.usersOnline,
    sockets: now.sockets,
    waiting: now.waiting &&
      (asked.waiting ?? { people: now.waiting.people, medianMs: null, longestMs: null }),
    formed: now.triosFormed - (before?.triosFormed ?? 0),
    messages: now.messages - (before?.messages ?? 0),
    stored: grown(now.stored.seconds, before?.stored.seconds),
    delivered: now.path && grown(now.path.delivered, before?.path?.delivered),
    memoryBytes: now.memory.rssBytes,
    database: {
      up: up ? 1 : 0,
      ms: up ? asked.ms : null,
      pool: pool && { busy: pool.open - pool.idle, queue: pool.waiting },
    },
    // A start keeps the event loop longer than anything after it: a plot would show that alone.
    loopDelayMs: before &&
      delayBoundMs(grownSince(now.eventLoopDelay, before.eventLoopDelay), 0.99),
  };
}

/** Null: nothing came in between. */
function grown(now: HistogramData, before: HistogramData | undefined): Times | null {
  const times = grownSince(now, before ?? null);
  return countOf(times) === 0 ? null : times;
}
