// A sample: what came between two snapshots of one process, and how it was at the second.

import type { Measured, Times, Waiting } from "../../db/store/samples.ts";
import { countOf, grownSince, type HistogramData, quantile } from "../metrics/histogram.ts";
import type { Snapshot } from "../metrics/server_snapshot.ts";

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
  const late = grownSince(now.eventLoopDelay, before?.eventLoopDelay ?? null);
  const loopDelay = quantile(late, 0.99);
  return {
    ms: now.at - (before?.at ?? now.startedAt),
    online: now.usersOnline,
    sockets: now.sockets,
    waiting: now.waiting &&
      (asked.waiting ?? { people: now.waiting.people, medianMs: null, longestMs: null }),
    formed: now.triosFormed - (before?.triosFormed ?? 0),
    messages: now.messages - (before?.messages ?? 0),
    delay: delayOf(now, before),
    memoryBytes: now.memory.rssBytes,
    database: {
      up: up ? 1 : 0,
      ms: up ? asked.ms : null,
      pool: pool && { busy: pool.open - pool.idle, queue: pool.waiting },
    },
    loopDelayMs: loopDelay === null ? null : loopDelay * 1_000,
  };
}

/** Where the path of a message is not measured, storing it is most of it. */
function delayOf(now: Reading, before: Reading | null): Measured["delay"] {
  const times: Times = now.path === null
    ? grown(now.stored.seconds, before?.stored.seconds)
    : grown(now.path.delivered, before?.path?.delivered);
  if (countOf(times) === 0) return null;
  return { of: now.path === null ? "stored" : "delivered", times };
}

function grown(now: HistogramData, before: HistogramData | undefined): Times {
  return grownSince(now, before ?? null);
}
