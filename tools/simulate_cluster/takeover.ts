// How long nobody answers for the slices of a node that is gone, by the rules of the watchdog: a
// node that does not answer two pings is suspected, and is dead when two suspect it, or when one
// does and Postgres has no session of it. The others read that from the store.

import type { Random } from "../random.ts";

const pingEachMs = 500;
/** A ping without an answer. */
const pingTimeoutMs = 1_000;
const suspectAfter = 2;
/** How often a node reads who is there. */
const refreshMs = 500;
/** Postgres ends a session that says nothing for so long, and with it the locks. */
const leaseMs = 15_000;
const leaseRefreshMs = 5_000;
/** From the new assignment to the locks, measured with three nodes. */
const acquireMs = 50;

/**
 * `killed`: its peers are refused at once, and its sessions and locks end with its connections.
 * `frozen`: a process or machine that says nothing, whose session lasts as long as its lease.
 */
export type Loss = "killed" | "frozen";

/** How many peers ping a node. */
export interface Watch {
  readonly nodes: number;
  readonly watchers: number;
}

export function takeoverMs(loss: Loss, { watchers }: Watch, random: Random): number {
  const silentMs = loss === "killed" ? 0 : pingTimeoutMs;
  const lastPingMs = (suspectAfter - 1) *
    Math.max(pingEachMs, Math.ceil(silentMs / pingEachMs) * pingEachMs);
  const suspected = Array.from(
    { length: watchers },
    () => random.float() * pingEachMs + lastPingMs + silentMs,
  ).sort((a, b) => a - b);
  const [first = Infinity, second = Infinity] = suspected;
  const sessionMs = loss === "killed" ? 0 : leaseMs - random.float() * leaseRefreshMs;
  const deadMs = Math.min(second, Math.max(first, sessionMs));
  return Math.max(deadMs, sessionMs) + random.float() * refreshMs + acquireMs;
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
