// Makes one of several samples: of the fine steps within a coarse one, and of the nodes in one
// step. A count is added up and a delay is the worst, so that a short trouble is not averaged away.

import type { Measured, Times, Waiting } from "../../db/store/samples.ts";
import type { FigureName } from "../../protocol/ops_figures.ts";
import { delayBoundMs } from "./delay_bound.ts";

export type Figures = Readonly<Record<FigureName, number | null>>;

/** One sample of those of one node, of at least one. */
export function joinSteps(samples: readonly Measured[]): Measured {
  const of = <Value>(pick: (sample: Measured) => Value) => samples.map(pick);
  const known = <Value>(pick: (sample: Measured) => Value | null) =>
    of(pick).filter((value) => value !== null);
  const databases = of(({ database }) => database);
  const pools = known(({ database }) => database.pool);
  return {
    ms: sum(of(({ ms }) => ms)),
    online: mean(of(({ online }) => online)) ?? 0,
    sockets: mean(of(({ sockets }) => sockets)) ?? 0,
    waiting: joinWaiting(known(({ waiting }) => waiting)),
    formed: sum(of(({ formed }) => formed)),
    messages: sum(of(({ messages }) => messages)),
    stored: joinTimes(of(({ stored }) => stored)),
    delivered: joinTimes(of(({ delivered }) => delivered)),
    memoryBytes: most(of(({ memoryBytes }) => memoryBytes)) ?? 0,
    database: {
      up: mean(databases.map(({ up }) => up)) ?? 0,
      ms: most(databases.map(({ ms }) => ms)),
      pool: pools.length === 0 ? null : {
        busy: most(pools.map(({ busy }) => busy)) ?? 0,
        queue: most(pools.map(({ queue }) => queue)) ?? 0,
      },
    },
    loopDelayMs: most(of(({ loopDelayMs }) => loopDelayMs)),
  };
}

/** The figures of one step, of the samples of all nodes; of none, no figure is known. */
export function figuresOf(samples: readonly Measured[]): Figures {
  const of = <Value>(pick: (sample: Measured) => Value) => samples.map(pick);
  const known = <Value>(pick: (sample: Measured) => Value | null) =>
    of(pick).filter((value) => value !== null);
  const total = (pick: (sample: Measured) => number) => samples.length === 0 ? null : sum(of(pick));
  const waiting = joinNodes(known(({ waiting }) => waiting));
  const stored = joinTimes(of(({ stored }) => stored));
  const delivered = joinTimes(of(({ delivered }) => delivered));
  const databases = of(({ database }) => database);
  const pools = known(({ database }) => database.pool);
  return {
    nodes: total(() => 1),
    online: total(({ online }) => online),
    sockets: total(({ sockets }) => sockets),
    waiting: waiting?.people ?? null,
    waitMedianMs: waiting?.medianMs ?? null,
    waitLongestMs: waiting?.longestMs ?? null,
    formed: total(({ formed }) => formed),
    messagesPerSecond: total(({ messages, ms }) => ms > 0 ? messages / ms * 1_000 : 0),
    storedP50Ms: stored && delayBoundMs(stored, 0.5),
    storedP99Ms: stored && delayBoundMs(stored, 0.99),
    deliveredP50Ms: delivered && delayBoundMs(delivered, 0.5),
    deliveredP99Ms: delivered && delayBoundMs(delivered, 0.99),
    memoryBytes: most(of(({ memoryBytes }) => memoryBytes)),
    databaseUp: least(databases.map(({ up }) => up)),
    databaseMs: most(databases.map(({ ms }) => ms)),
    poolBusy: pools.length === 0 ? null : sum(pools.map(({ busy }) => busy)),
    poolQueue: pools.length === 0 ? null : sum(pools.map(({ queue }) => queue)),
    loopDelayMs: most(of(({ loopDelayMs }) => loopDelayMs)),
  };
}

/** How many people waited on average; of their waits the middle median and the longest. */
function joinWaiting(waits: readonly Waiting[]): Waiting | null {
  const people = mean(waits.map(({ people }) => people));
  return people === null ? null : {
    people,
    medianMs: mean(waits.map(({ medianMs }) => medianMs).filter((ms) => ms !== null)),
    longestMs: most(waits.map(({ longestMs }) => longestMs)),
  };
}

/** While the matchmaker moves two nodes may have it: all people wait at both. */
function joinNodes(waits: readonly Waiting[]): Waiting | null {
  return waits.toSorted((a, b) => b.people - a.people)[0] ?? null;
}

/** Where bounds of two versions are, the last ones count; undefined: a version had none. */
function joinTimes(times: readonly (Times | null | undefined)[]): Times | null {
  const known = times.filter((one) => one !== null && one !== undefined);
  const last = known.at(-1);
  if (!last) return null;
  return known.filter(({ bounds }) => bounds.join() === last.bounds.join()).reduce(addTimes);
}

function addTimes(one: Times, other: Times): Times {
  return {
    bounds: one.bounds,
    counts: one.counts.map((count, at) => count + (other.counts[at] ?? 0)),
    sum: one.sum + other.sum,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function least(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values);
}
