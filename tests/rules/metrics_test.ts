// What is measured, added up and written for Prometheus: pure, in time that a test gives.

import assert from "node:assert/strict";
import { Hono } from "hono";
import type { HistogramData } from "../../routes/metrics/histogram.ts";
import { countOf, grownSince, Histogram, quantileBound } from "../../routes/metrics/histogram.ts";
import { countLogIns } from "../../routes/metrics/count_requests.ts";
import { metricTable } from "../../routes/metrics/metric_table.ts";
import { exposition } from "../../routes/metrics/exposition.ts";
import { createSnapshots, type SnapshotDeps } from "../../routes/metrics/take_snapshot.ts";
import { Mailbox } from "../../actors/runtime/mailbox.ts";
import { Measures } from "../../routes/metrics/server_measures.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { createMeasures, snapshotOf } from "../support/metrics/snapshots.ts";

Deno.test("[Z1] a value at a bound belongs to its bucket, and one above all bounds to the last", () => {
  const histogram = new Histogram([1, 2, 5]);
  for (const value of [0, 1, 1.001, 2, 5, 5.001, 1_000]) histogram.observe(value);
  const data = histogram.data();
  assert.deepEqual(data.counts, [2, 2, 1, 2]);
  assert.equal(data.sum, 1_014.002);
  assert.equal(countOf(data), 7);
});

Deno.test("[Z1] a quantile is told as the bound of its bucket, and what came between two snapshots is their difference", () => {
  const histogram = new Histogram([1, 2, 4]);
  assert.equal(quantileBound(histogram.data(), 0.5), null);
  for (const value of [0.5, 0.5, 1.5, 1.5]) histogram.observe(value);
  const before = histogram.data();
  assert.deepEqual([0.25, 0.5, 0.51, 1].map((part) => quantileBound(before, part)), [1, 1, 2, 2]);
  for (const value of [3, 3, 9]) histogram.observe(value);
  const between = grownSince(histogram.data(), before);
  assert.deepEqual(between, { bounds: [1, 2, 4], counts: [0, 0, 2, 1], sum: 15 });
  assert.deepEqual([quantileBound(between, 2 / 3), quantileBound(between, 0.99)], [4, Infinity]);
  assert.deepEqual(grownSince(before, null), before);
  // A snapshot stays as it was taken.
  assert.equal(countOf(before), 4);
});

Deno.test("[Z2] histograms are written with cumulative buckets, and what is not known is left out", () => {
  const seconds: HistogramData = { bounds: [0.5, 2], counts: [1, 2, 3], sum: 12.5 };
  const snapshot = snapshotOf({ stored: { size: seconds, seconds } });
  const lines = exposition(snapshot).split("\n");
  const from = lines.indexOf("# TYPE trio_journal_write_duration_seconds histogram");
  assert.deepEqual(lines.slice(from + 1, from + 6), [
    'trio_journal_write_duration_seconds_bucket{le="0.5"} 1',
    'trio_journal_write_duration_seconds_bucket{le="2"} 3',
    'trio_journal_write_duration_seconds_bucket{le="+Inf"} 6',
    "trio_journal_write_duration_seconds_sum 12.5",
    "trio_journal_write_duration_seconds_count 6",
  ]);
  assert.equal(lines.at(-1), "");
  const known = new Set(namesIn(exposition(snapshotOf())));
  const unknown = exposition(snapshotOf({
    ...{ path: null, waiting: null, diskFreeBytes: null },
    database: { up: false, pool: null, breaker: null },
    memory: { rssBytes: 3, heapUsedBytes: 1, heapTotalBytes: 2, limitBytes: null },
  }));
  assert.deepEqual([...known].filter((name) => !namesIn(unknown).includes(name)), [
    "trio_delivery_duration_seconds",
    "trio_command_duration_seconds",
    "trio_mailbox_wait_seconds",
    "trio_tickets_waiting",
    "trio_people_waiting",
    "trio_seats_open",
    "trio_database_connections",
    "trio_database_queries_waiting",
    "trio_database_breaker",
    "trio_disk_free_bytes",
    "trio_memory_limit_bytes",
  ]);
  assert.match(unknown, /^trio_database_up 0$/m);
});

Deno.test("[Z2] marks in a label's value are escaped", () => {
  const text = exposition(snapshotOf({ version: 'a"b\\c\nd' }));
  assert.match(text, /^trio_build_info\{version="a\\"b\\\\c\\nd"\} 1$/m);
});

Deno.test("[Z2] the pool's connections are busy or idle, and the breaker is in one state", () => {
  const text = exposition(snapshotOf({
    database: { up: true, pool: { open: 7, idle: 3, waiting: 2 }, breaker: "half_open" },
  }));
  assert.deepEqual(samplesOf(text, "trio_database_connections"), [
    '{state="busy"} 4',
    '{state="idle"} 3',
  ]);
  assert.deepEqual(samplesOf(text, "trio_database_queries_waiting"), [" 2"]);
  assert.deepEqual(samplesOf(text, "trio_database_breaker"), [
    '{state="closed"} 0',
    '{state="half_open"} 1',
    '{state="open"} 0',
  ]);
});

Deno.test("[Z3] docs/metrics.md has a row for each metric that is exported, with its type, labels and meaning", async () => {
  const docs = await Deno.readTextFile(new URL("../../docs/metrics.md", import.meta.url));
  const rows = docs.split("\n").filter((line) => line.startsWith("| `")).map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  const snapshot = snapshotOf();
  const exported = metricTable.map(({ name, type, help, samples }) => {
    const found = samples(snapshot).map(({ labels }) => labels);
    const labels = Object.keys(found[0] ?? {}).map((label) =>
      label === "version"
        ? "`version`"
        : `\`${label}\`: ${found.map((values) => values[label]).join(", ")}`
    );
    return [`\`${name}\``, type, labels.join("; "), help];
  });
  assert.deepEqual(rows, exported);
});

Deno.test("[Z4] waits are told apart by what was asked for, and trios from seats", () => {
  const { measures } = inTime();
  const wishes = [
    { sex: "any", age: null },
    { sex: "any", age: 0 },
    { sex: "same", age: null },
    { sex: "same", age: 5 },
  ] as const;
  measures.formed("trio", wishes.map((wish, at) => ({ wish, ms: 1_000 * (at + 1) })));
  measures.formed("seat", [{ wish: wishes[0], ms: -5 }]);
  const { triosFormed, seatsFilled, waits } = measures.tallies();
  assert.deepEqual([triosFormed, seatsFilled], [1, 1]);
  assert.deepEqual(
    Object.entries(waits).map(([wish, data]) => [wish, countOf(data), data.sum]),
    // A clock that was set back makes no wait below 0.
    [["any", 2, 1], ["age", 1, 2], ["sex", 1, 3], ["age_and_sex", 1, 4]],
  );
});

Deno.test("[Z4] answers are counted by the class of their status, and a status that has none is not", () => {
  const { measures } = inTime();
  for (const status of [101, 200, 204, 304, 400, 499, 500, 503, 0, 600]) measures.answered(status);
  assert.deepEqual(measures.tallies().requests, {
    ...{ "2xx": 2, "3xx": 1, "4xx": 2, "5xx": 2 },
  });
});

Deno.test("[Z4] a try to log in is accepted, refused or limited, and a fault is none", async () => {
  const { measures } = inTime();
  const app = new Hono();
  app.post("/:status", countLogIns(measures), (c) => {
    return new Response(null, { status: Number(c.req.param("status")) });
  });
  for (const status of [200, 201, 299, 300, 400, 401, 403, 404, 428, 429, 500, 503]) {
    await app.request(`/${status}`, { method: "POST" });
  }
  assert.deepEqual(measures.tallies().logIns, { accepted: 3, refused: 2, limited: 1 });
});

Deno.test("[Z4] of a statement that failed its time counts, and no message", () => {
  const { measures } = inTime();
  measures.wrote(3, 3, 2);
  measures.wrote(5, null, 2_500);
  const { messages, failedStatements, stored } = measures.tallies();
  assert.deepEqual([messages, failedStatements], [3, 1]);
  assert.deepEqual([countOf(stored.size), stored.size.sum, stored.seconds.sum], [2, 8, 2.502]);
});

Deno.test("[Z4] the event loop is behind by as much as its timer comes late", () => {
  const late = { ms: 0 };
  const clock = new FakeClock();
  const measures = new Measures({ clock, now: () => clock.now() + late.ms, withPath: false });
  clock.advance(500);
  late.ms += 40;
  clock.advance(500);
  // A timer that comes early is not late.
  late.ms -= 10;
  clock.advance(500);
  measures.stop();
  clock.advance(500);
  const { counts, sum } = measures.tallies().eventLoopDelay;
  assert.deepEqual([counts.reduce((all, count) => all + count, 0), sum], [3, 0.04]);
});

Deno.test("[Z9] the space of a disk that does not answer within 2 s is not known, and nothing more is asked of it until it does", async () => {
  const clock = new FakeClock();
  let asked = 0;
  let disk = Promise.withResolvers<number | null>();
  const snapshot = createSnapshots({
    ...{
      clock,
      measures: createMeasures(),
      version: "1.2.3",
      store: { ready: () => Promise.resolve(true) },
    },
    hub: { count: () => ({ sockets: 0, users: 0 }) } as SnapshotDeps["hub"],
    ...{ groupActors: () => 0, waiting: () => null, poolStatus: () => null, nodes: () => 1 },
    diskFreeBytes() {
      asked += 1;
      return disk.promise;
    },
    memory: () => snapshotOf().memory,
    cpuSeconds: () => 0,
  });
  const takeLate = async () => {
    const taken = snapshot();
    clock.advance(2_000);
    return (await taken).diskFreeBytes;
  };
  assert.deepEqual([await takeLate(), await takeLate(), asked], [null, null, 1]);
  disk.resolve(7);
  assert.deepEqual([(await snapshot()).diskFreeBytes, asked], [7, 1]);
  disk = Promise.withResolvers();
  disk.resolve(8);
  assert.deepEqual([(await snapshot()).diskFreeBytes, asked], [8, 2]);
});

Deno.test("[Z5] a command's wait lasts until its turn begins; one that finds nothing before it waits 0", async () => {
  const clock = new FakeClock();
  const waited: number[] = [];
  let reads = 0;
  const turns: PromiseWithResolvers<void>[] = [];
  const mailbox = new Mailbox<string, string>({
    async handle(run) {
      const turn = Promise.withResolvers<void>();
      turns.push(turn);
      await turn.promise;
      return [...run];
    },
    joins: (_run, next) => next.startsWith("with"),
    failed: () => "failed",
    capacity: 9,
    measures: {
      now() {
        reads += 1;
        return clock.now();
      },
      waited: (ms) => waited.push(ms),
    },
  });
  const answers = [mailbox.ask("alone")];
  assert.deepEqual([waited, reads], [[0], 0]);
  clock.advance(3);
  answers.push(mailbox.ask("first"));
  clock.advance(4);
  answers.push(mailbox.ask("with it"));
  clock.advance(5);
  for (const count of [1, 2]) {
    turns[count - 1]?.resolve();
    await answers[count - 1];
  }
  await Promise.all(answers);
  // Commands that go together read the clock once.
  assert.deepEqual([waited, reads], [[0, 9, 5], 3]);
});

Deno.test("[Z5] where the path is not measured nothing is there to call", () => {
  const { measures } = inTime(false);
  assert.equal(measures.path, null);
  assert.equal(measures.tallies().path, null);
});

Deno.test("[Z5] a text is delivered once it is stored, and any answer counts for its command", () => {
  const { measures, clock } = inTime();
  const since = measures.path?.now() ?? 0;
  clock.advance(20);
  measures.path?.answered("send", true, since);
  measures.path?.answered("send", false, since);
  measures.path?.answered("edit", true, since);
  const path = measures.tallies().path;
  assert(path);
  assert.deepEqual([countOf(path.delivered), path.delivered.sum], [1, 0.02]);
  assert.deepEqual(
    Object.entries(path.commands).flatMap(([type, data]) =>
      countOf(data) ? [[type, countOf(data)]] : []
    ),
    [["send", 2], ["edit", 1]],
  );
});

function inTime(withPath = true) {
  const clock = new FakeClock();
  return { clock, measures: createMeasures({ now: () => clock.now(), withPath }) };
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = ""]) => name);
}

/** The lines of a metric, without its name. */
function samplesOf(text: string, name: string): string[] {
  return text.split("\n").filter((line) => line.startsWith(name)).map((line) =>
    line.slice(name.length)
  );
}
