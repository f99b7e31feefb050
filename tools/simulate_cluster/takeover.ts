// How long nobody answers for the slices of a node that is gone, by the rules of the watchdog: each
// node pings peers, two that agree end a node, and the others read that from the store.

import type { Random } from "../random.ts";

const pingEachMs = 500;
/** A ping without an answer, and its one repeat. */
const pingTimeoutMs = 1_000;
/** How often a node reads who is there. */
const refreshMs = 500;
const leaseMs = 15_000;
const leaseRefreshMs = 5_000;
/** From the new assignment to the locks, measured with three nodes. */
const acquireMs = 50;

/**
 * `killed`: its peers are refused at once, and its locks end with its connections. `frozen`: a
 * process or machine that says nothing, whose locks last as long as their lease.
 */
export type Loss = "killed" | "frozen";

/** How many peers ping a node. */
export interface Watch {
  readonly nodes: number;
  readonly watchers: number;
}

export function takeoverMs(loss: Loss, watch: Watch, random: Random): number {
  const silentMs = loss === "killed" ? 0 : 2 * pingTimeoutMs;
  const told = Array.from({ length: watch.watchers }, () => random.float() * pingEachMs + silentMs)
    .sort((a, b) => a - b);
  // The second to find it ends it.
  const endedMs = told[1] ?? Infinity;
  const freeMs = loss === "killed" ? 0 : leaseMs - random.float() * leaseRefreshMs;
  return Math.max(endedMs, freeMs) + random.float() * refreshMs + acquireMs;
}

/** Pings a second that each node sends, and as many that it answers. */
export function pingsOf({ nodes, watchers }: Watch): number {
  return Math.min(nodes - 1, watchers) * 1_000 / pingEachMs;
}

/**
 * The share of nodes that are taken for dead though they live, where each way from a node to
 * another is cut with this probability. Chance for each way by itself.
 */
export function endedWrongly(
  { nodes, watchers }: Watch,
  cut: number,
  random: Random,
): number {
  let ended = 0;
  for (let node = 0; node < nodes; node++) {
    let agree = 0;
    for (let watcher = 0; watcher < watchers && agree < 2; watcher++) {
      if (random.chance(cut)) agree++;
    }
    if (agree === 2) ended++;
  }
  return ended / nodes;
}
