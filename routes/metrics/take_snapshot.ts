// Takes snapshots: what was added up, and what is asked now.

import type { World } from "../../actors/world.ts";
import type { Clock } from "../../protocol/clock.ts";
import { inTime } from "../../protocol/in_time.ts";
import type { Measures } from "./server_measures.ts";
import type { Breaker, Gauges, Snapshot } from "./server_snapshot.ts";

export interface SnapshotDeps extends Pick<World, "hub" | "groupActors" | "waiting"> {
  readonly measures: Measures;
  readonly store: Pick<World["store"], "ready">;
  readonly clock: Clock;
  readonly version: string;
  /** How the connections to Postgres are; null: the database is embedded. */
  readonly poolStatus: () => PoolStatus | null;
  readonly nodes: () => number;
  /** Never rejects; null: nobody can know. */
  readonly diskFreeBytes: () => Promise<number | null>;
  readonly memory: () => Gauges["memory"];
  /** Of processor time that this process has used. */
  readonly cpuSeconds: () => number;
}

export interface PoolStatus {
  readonly open: number;
  readonly idle: number;
  readonly waiting: number;
  readonly breaker: Breaker;
}

/** A database that is silent for so long counts as down, and the space of a disk is not known. */
const answerMs = 2_000;

/** Gives what takes a snapshot. Those who ask for one at the same time share the look. */
export function createSnapshots(deps: SnapshotDeps): () => Promise<Snapshot> {
  const startedAt = deps.clock.now();
  let looking: Promise<readonly [boolean, number | null]> | null = null;
  let measuring: Promise<number | null> | null = null;
  // On a mount that hangs each question holds a thread: one is asked at a time.
  const diskFreeBytes = () => measuring ??= deps.diskFreeBytes().finally(() => measuring = null);
  const look = () =>
    looking ??= Promise.all([isUp(deps), inTime(deps.clock, answerMs, diskFreeBytes())])
      .finally(() => looking = null);
  return async () => {
    const [up, diskFreeBytes] = await look();
    const { sockets, users: usersOnline } = deps.hub.count();
    const { breaker = null, ...pool } = deps.poolStatus() ?? {};
    return {
      ...deps.measures.tallies(),
      ...{ at: deps.clock.now(), startedAt, version: deps.version },
      ...{ sockets, usersOnline, groupActors: deps.groupActors(), waiting: deps.waiting() },
      ...{ memory: deps.memory(), cpuSeconds: deps.cpuSeconds() },
      database: { up, pool: "open" in pool ? pool : null, breaker },
      ...{ nodes: deps.nodes(), diskFreeBytes },
    };
  };
}

/** Never rejects. */
async function isUp({ store, clock }: SnapshotDeps): Promise<boolean> {
  return await inTime(clock, answerMs, store.ready()).catch(() => false) ?? false;
}
