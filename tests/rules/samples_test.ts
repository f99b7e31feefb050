// What is measured of a process, and what several samples come to.

import assert from "node:assert/strict";
import { figureNames, longerDelayMs } from "../../protocol/ops_figures.ts";
import { figuresOf, joinSteps } from "../../routes/ops/merge.ts";
import { sampleOf } from "../../routes/ops/sample_of.ts";
import { measuredOf, readingOf, timesOf } from "../support/samples.ts";

const nothingAsked = { ms: null, waiting: null };

Deno.test("[Z51] a sample is what came between two snapshots, and how it is at the second", () => {
  const before = readingOf({
    ...{ at: 10_000, messages: 100, triosFormed: 7, usersOnline: 9 },
    ...{ stored: { seconds: timesOf([90, 10, 0, 0], 2) } },
    eventLoopDelay: timesOf([0, 0, 50, 0]),
  });
  const now = readingOf({
    ...{ at: 25_000, messages: 130, triosFormed: 9, usersOnline: 4, sockets: 5 },
    ...{ waiting: { people: 2, tickets: 2, seats: 0 }, memory: { rssBytes: 77 } },
    ...{ stored: { seconds: timesOf([110, 20, 0, 0], 3) } },
    eventLoopDelay: timesOf([10, 0, 50, 0]),
    database: { up: true, pool: { open: 5, idle: 2, waiting: 1 } },
  });
  const waiting = { people: 2, medianMs: 5, longestMs: 9 };
  assert.deepEqual(sampleOf(now, before, { ms: 3, waiting }), {
    ...{ ms: 15_000, online: 4, sockets: 5, waiting, formed: 2, messages: 30 },
    stored: timesOf([20, 10, 0, 0], 1),
    delivered: null,
    memoryBytes: 77,
    database: { up: 1, ms: 3, pool: { busy: 3, queue: 1 } },
    loopDelayMs: 10,
  });
});

Deno.test("[Z51] the first sample counts from the start of the process, and what was not measured is null", () => {
  const now = readingOf({
    ...{ at: 8_000, startedAt: 1_000, messages: 3, waiting: { people: 1, tickets: 1, seats: 0 } },
    // The start itself.
    eventLoopDelay: timesOf([0, 0, 0, 1]),
    database: { up: false, pool: null },
  });
  const first = sampleOf(now, null, { ms: 5, waiting: null });
  assert.deepEqual([first.ms, first.messages, first.stored, first.loopDelayMs], [
    7_000,
    3,
    null,
    null,
  ]);
  // What did not answer took no time.
  assert.deepEqual(first.database, { up: 0, ms: null, pool: null });
  assert.deepEqual(first.waiting, { people: 1, medianMs: null, longestMs: null });
});

Deno.test("[Z51] storing is measured always, and the whole way of a message beside it where it is measured", () => {
  const stored = { seconds: timesOf([1, 0, 0, 0]) };
  const path = { delivered: timesOf([0, 4, 0, 0]) };
  const now = readingOf({ stored, path });
  const timesIn = (...[now, before]: Parameters<typeof sampleOf>) => {
    const { stored, delivered } = sampleOf(now, before, nothingAsked);
    return [stored, delivered];
  };
  assert.deepEqual(timesIn(now, null, nothingAsked), [stored.seconds, path.delivered]);
  assert.deepEqual(timesIn(now, now, nothingAsked), [null, null]);
  assert.deepEqual(timesIn(readingOf({ stored }), null, nothingAsked), [stored.seconds, null]);
});

Deno.test("[Z51] a delay is told as the bound of its bucket, and one above all bounds as longer", () => {
  const before = readingOf();
  const lateBy = (counts: readonly number[]) =>
    sampleOf(readingOf({ eventLoopDelay: timesOf(counts) }), before, nothingAsked).loopDelayMs;
  assert.deepEqual([[0, 1, 0, 0], [99, 0, 1, 0], [98, 0, 2, 0]].map(lateBy), [100, 10, 1_000]);
  assert.deepEqual([[99, 0, 0, 1], [0, 0, 0, 1]].map(lateBy), [10, longerDelayMs]);
});

Deno.test("[Z52] of the samples of a node counts are added up, levels averaged, and the worst is kept", () => {
  const one = measuredOf({
    ...{ online: 2, formed: 1, messages: 10, memoryBytes: 5, loopDelayMs: null },
    waiting: { people: 1, medianMs: 10, longestMs: 20 },
    stored: timesOf([1, 0, 0, 0], 1),
    database: { up: 1, ms: 4, pool: { busy: 1, queue: 0 } },
  });
  const other = measuredOf({
    ...{ online: 4, formed: 2, messages: 20, memoryBytes: 3, loopDelayMs: 8 },
    waiting: { people: 3, medianMs: 30, longestMs: 15 },
    stored: timesOf([0, 2, 0, 0], 2),
    database: { up: 0, ms: null, pool: { busy: 0, queue: 9 } },
  });
  assert.deepEqual(joinSteps([one, other]), {
    ...{ ms: 30_000, online: 3, sockets: 5, formed: 3, messages: 30, memoryBytes: 5 },
    waiting: { people: 2, medianMs: 20, longestMs: 20 },
    stored: timesOf([1, 2, 0, 0], 3),
    delivered: null,
    database: { up: 0.5, ms: 4, pool: { busy: 1, queue: 9 } },
    loopDelayMs: 8,
  });
  assert.deepEqual(joinSteps([one]), one);
});

Deno.test("[Z52] delays that cannot be added to each other are not: the last bounds count", () => {
  const older = measuredOf({ delivered: timesOf([0, 1, 0, 0]), stored: timesOf([9, 0, 0, 0]) });
  const newer = measuredOf({ delivered: { bounds: [0.5], counts: [3, 0], sum: 0 } });
  const { delivered, stored } = joinSteps([older, newer]);
  assert.deepEqual([delivered, stored], [newer.delivered, older.stored]);
  const { storedP50Ms, deliveredP50Ms, deliveredP99Ms } = figuresOf([older, newer]);
  assert.deepEqual([storedP50Ms, deliveredP50Ms, deliveredP99Ms], [10, 500, 500]);
});

Deno.test("[Z53] figures of several nodes are of all of them, and of none none is known", () => {
  const one = measuredOf({
    ...{ online: 2, formed: 1, messages: 15, memoryBytes: 5, loopDelayMs: 1 },
    waiting: { people: 3, medianMs: 10, longestMs: 20 },
    stored: timesOf([100, 0, 0, 0]),
    database: { up: 1, ms: 4, pool: { busy: 1, queue: 0 } },
  });
  // Half a step after its start.
  const other = measuredOf({
    ...{ ms: 7_500, online: 3, formed: 1, messages: 15, memoryBytes: 9, loopDelayMs: null },
    stored: timesOf([0, 0, 100, 0]),
    database: { up: 0, ms: null, pool: { busy: 2, queue: 3 } },
  });
  assert.deepEqual(figuresOf([one, other]), {
    ...{ nodes: 2, online: 5, sockets: 10, waiting: 3, waitMedianMs: 10, waitLongestMs: 20 },
    ...{ formed: 2, messagesPerSecond: 3, storedP50Ms: 10, storedP99Ms: 1_000 },
    ...{ deliveredP50Ms: null, deliveredP99Ms: null },
    ...{ memoryBytes: 9, databaseUp: 0, databaseMs: 4, poolBusy: 3, poolQueue: 3 },
    loopDelayMs: 1,
  });
  assert.deepEqual(
    figuresOf([]),
    Object.fromEntries(figureNames.map((name) => [name, null])),
  );
});
