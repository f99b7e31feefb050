// A process that samples itself, in virtual time, over the store in memory.

import assert from "node:assert/strict";
import { instantOf } from "../../protocol/clock.ts";
import { type FigureName, type Span, spans, type StepMs } from "../../protocol/ops_figures.ts";
import { opsView } from "../../routes/ops/ops_view.ts";
import { Sampler } from "../../routes/ops/sampler.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { readingOf, sampleAt } from "../support/samples.ts";

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const [fine, coarse] = [spans.hour.stepMs, spans.day.stepMs];

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

function setUp(start: string, store = createMemoryStore()) {
  const clock = new FakeClock(start);
  const startedAt = clock.now();
  const state = { messages: 0, up: true, isThere: true, elapsed: 0 };
  const reports: string[] = [];
  const away = () => Promise.reject(new Error("away"));
  const sampler = new Sampler({
    store: {
      ready: () => Promise.resolve(state.up),
      waitingNow: (now) => store.waitingNow(now),
      addSamples: (samples) => state.isThere ? store.addSamples(samples) : away(),
      samples: (...range) => store.samples(...range),
      purgeSamples: (...before) => store.purgeSamples(...before),
    },
    clock,
    node: "",
    snapshot: () =>
      Promise.resolve(readingOf({
        ...{ at: clock.now(), startedAt, messages: state.messages },
        database: { up: state.up, pool: null },
      })),
    measures: { now: () => state.elapsed += 2 },
    report: (what) => void reports.push(what),
  });
  return {
    ...{ store, clock, state, reports, sampler },
    /** Lets time pass step by step, with so many messages in each. */
    async run(ms: number, messages = 0) {
      for (let passed = 0; passed < ms; passed += fine) {
        state.messages += messages;
        clock.advance(fine);
        await settle();
      }
    },
    async show(name: FigureName, span: Span = "hour") {
      const { from, stepMs, figures } = await opsView(span, { store, now: clock.now() });
      return figures[name].flatMap((value, at) =>
        value === null ? [] : [[instantOf(Date.parse(from) + at * stepMs).slice(11, 19), value]]
      );
    },
  };
}

Deno.test("[Z54] a process samples itself at the end of each step, and its start is part of one", async () => {
  using at = disposable(setUp("2026-06-15T12:00:05.000Z"));
  at.state.messages = 20;
  at.clock.advance(10 * second - 1);
  await settle();
  assert.deepEqual(await at.show("messagesPerSecond"), []);
  at.clock.advance(1);
  await settle();
  assert.deepEqual(await at.show("messagesPerSecond"), [["12:00:00", 2]]);
  await at.run(fine, 60);
  assert.deepEqual(await at.show("messagesPerSecond"), [["12:00:00", 2], ["12:00:15", 4]]);
  assert.deepEqual(await at.show("databaseMs"), [["12:00:00", 2], ["12:00:15", 2]]);
});

Deno.test("[Z54] the fine steps of a coarse one are joined at its end, also those of a process before", async () => {
  const store = createMemoryStore();
  const noon = Date.parse("2026-06-15T12:00:00.000Z");
  await store.addSamples([
    sampleAt(noon - 2 * coarse, { messages: 15 }),
    // Of a step that was under way at the restart, and of another node.
    sampleAt(noon + fine, { messages: 15 }),
    sampleAt(noon + fine, { messages: 15 }, { node: "n2" }),
  ]);
  using at = disposable(setUp("2026-06-15T12:01:00.000Z", store));
  const kept = async () =>
    (await store.samples(coarse, instantOf(0))).map(({ at, measured }) => [
      at.slice(11, 19),
      measured.messages,
    ]);
  await at.run(fine);
  assert.deepEqual(await kept(), [["11:50:00", 15]]);
  await at.run(4 * minute - 2 * fine, 1);
  assert.deepEqual(await kept(), [["11:50:00", 15]]);
  await at.run(fine, 1);
  assert.deepEqual(await kept(), [["11:50:00", 15], ["12:00:00", 15 + 15]]);
});

Deno.test("[Z54] fine steps are kept for an hour and coarse ones for a day, and little longer", async () => {
  const store = createMemoryStore();
  const noon = Date.parse("2026-06-15T12:00:00.000Z");
  const [shown, gone] = [noon - 24 * hour, noon - 24 * hour - coarse];
  await store.addSamples([
    ...[shown, gone - 1].map((at) => sampleAt(at, {}, { stepMs: coarse })),
    ...[noon - hour, noon - hour - coarse - 1].map((at) => sampleAt(at, {}, { node: "n2" })),
  ]);
  using at = disposable(setUp("2026-06-15T11:59:50.000Z", store));
  await at.run(fine);
  const left = async (stepMs: StepMs) =>
    (await store.samples(stepMs, instantOf(0))).map(({ at, node }) => `${at} ${node}`);
  assert.deepEqual(await left(coarse), [`${instantOf(shown)} `, `${instantOf(noon - coarse)} `]);
  assert.deepEqual(await left(fine), [
    `${instantOf(noon - hour)} n2`,
    `${instantOf(noon - fine)} `,
  ]);
});

Deno.test("[Z54] after a clock was set back all goes on, but for the step in which it was", async () => {
  using at = disposable(setUp("2026-06-16T12:00:00.000Z"));
  await at.run(coarse, 15);
  at.clock.setBack(24 * hour);
  await at.run(coarse, 30);
  const rates = (await at.show("messagesPerSecond", "day")).map(([, rate]) => rate);
  assert.equal(rates.at(-1), 2);
  const kept = await at.store.samples(coarse, instantOf(0));
  assert.deepEqual(kept.map(({ at }) => at), [
    "2026-06-15T12:05:00.000Z",
    "2026-06-16T12:00:00.000Z",
  ]);
});

Deno.test("[Z55] while the database is away samples wait, and tell of it when it is back", async () => {
  using at = disposable(setUp("2026-06-15T12:04:00.000Z"));
  await at.run(fine);
  Object.assign(at.state, { isThere: false, up: false });
  await at.run(6 * fine, 1);
  assert.deepEqual(at.reports, ["samples_not_stored"]);
  assert.equal((await at.show("nodes")).length, 1);
  Object.assign(at.state, { isThere: true, up: true });
  await at.run(fine);
  assert.deepEqual((await at.show("databaseUp")).map(([, up]) => up), [1, 0, 0, 0, 0, 0, 0, 1]);
  // The coarse step that ended meanwhile is whole.
  const [joined] = await at.store.samples(coarse, instantOf(0));
  assert.deepEqual([joined?.at, joined?.measured.database.up], ["2026-06-15T12:00:00.000Z", 0.25]);
  at.state.isThere = false;
  await at.run(fine);
  assert.equal(at.reports.length, 2);
});

Deno.test("[Z55] no more samples wait than are shown", async () => {
  using at = disposable(setUp("2026-06-15T12:00:00.000Z"));
  at.state.isThere = false;
  await at.run(70 * minute);
  at.state.isThere = true;
  await at.run(fine);
  const kept = await at.store.samples(fine, instantOf(0));
  assert.deepEqual([kept.length, kept[0]?.at], [240, "2026-06-15T12:10:15.000Z"]);
});

Deno.test("[Z56] a view has each step of its span, a gap where nothing was measured, and the day up to now", async () => {
  const store = createMemoryStore();
  const noon = Date.parse("2026-06-15T12:00:00.000Z");
  const view = (span: Span, now = noon + minute) => opsView(span, { store, now });
  const empty = await view("hour");
  assert.deepEqual([empty.from, empty.current.online], ["2026-06-15T11:00:45.000Z", null]);
  assert.deepEqual([empty.figures.nodes.length, new Set(empty.figures.nodes).size], [240, 1]);
  await store.addSamples([
    sampleAt(noon, { online: 1 }),
    sampleAt(noon, { online: 2 }, { node: "n2" }),
    sampleAt(noon + 2 * fine, { online: 5 }),
    sampleAt(noon + 3 * fine, { online: 8 }),
    sampleAt(noon - 24 * hour + coarse, { online: 9 }, { stepMs: coarse }),
  ]);
  const { from, figures } = await view("hour");
  assert.equal(from, "2026-06-15T11:01:00.000Z");
  assert.deepEqual(figures.online.slice(-4), [3, null, 5, 8]);
  // The step after these is being measured: it is no gap yet.
  const later = await view("hour", noon + minute + fine);
  assert.deepEqual([later.from, later.figures.online.at(-1), later.current.online], [from, 8, 8]);
  const day = await view("day");
  assert.equal(day.from, "2026-06-14T12:05:00.000Z");
  assert.deepEqual([day.figures.online.length, day.figures.online[0]], [288, 9]);
  // Of the two nodes: what one has on average, and what the other has.
  assert.deepEqual(day.figures.online.slice(-2), [null, 6.667]);
});

Deno.test("[Z56] a day tells the newest fine step beside its means, and nothing once that is past", async () => {
  const store = createMemoryStore();
  const noon = Date.parse("2026-06-15T12:00:00.000Z");
  await store.addSamples([2, 4, 9].map((online, at) => sampleAt(noon + at * fine, { online })));
  const day = async (now: number) => {
    const { current, figures } = await opsView("day", { store, now });
    return [current.online, figures.online.at(-1)];
  };
  assert.deepEqual(await day(noon + 3 * fine), [9, 5]);
  assert.deepEqual(await day(noon + 4 * fine), [9, 5]);
  assert.deepEqual(await day(noon + 5 * fine), [null, 5]);
});

function disposable<At extends { readonly sampler: Sampler }>(at: At) {
  return { ...at, [Symbol.dispose]: () => at.sampler.stop() };
}
