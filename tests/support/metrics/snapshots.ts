// Measures without timers, and snapshots in which everything is known.

import { Measures, type MeasuresDeps } from "../../../routes/metrics/server_measures.ts";
import type { Snapshot } from "../../../routes/metrics/server_snapshot.ts";

/** In time that stands still unless another is given. */
export function createMeasures(
  { withPath = false, now = () => 0 }: Partial<Pick<MeasuresDeps, "withPath" | "now">> = {},
): Measures {
  return new Measures({ clock: { every: () => () => {} }, now, withPath });
}

export function snapshotOf(known: Partial<Snapshot> = {}): Snapshot {
  return {
    ...createMeasures({ withPath: true }).tallies(),
    ...{ at: 1_000, startedAt: 500, version: "1.2.3" },
    ...{ sockets: 1, usersOnline: 1, groupActors: 1, nodes: 1, diskFreeBytes: 1, cpuSeconds: 1 },
    waiting: { tickets: 1, people: 1, seats: 1 },
    memory: { rssBytes: 3, heapUsedBytes: 1, heapTotalBytes: 2, limitBytes: 4 },
    database: { up: true, pool: { open: 1, idle: 1, waiting: 0 }, breaker: "closed" },
    ...known,
  };
}
