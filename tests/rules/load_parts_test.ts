// The load tool's parts: its words, its clockwork, what it measures, and how it tells it.

import assert from "node:assert/strict";
import type { Message, MessageId, UserId } from "../../protocol/domain.ts";
import { nameOf, pickLanguage, prove } from "../../tools/load/arrival.ts";
import { closingTable } from "../../tools/load/closing_table.ts";
import { Disturbances } from "../../tools/load/disturbances.ts";
import { Findings } from "../../tools/load/finding.ts";
import { htmlReport } from "../../tools/load/html_report.ts";
import { LatencyHistogram } from "../../tools/load/latency_histogram.ts";
import { exitCode, type Outcome, sentences } from "../../tools/load/load_outcome.ts";
import type { LoadCrowd } from "../../tools/load/load_crowd.ts";
import { Meter } from "../../tools/load/meter.ts";
import { observed } from "../../tools/load/observed.ts";
import { isLoopback, parseOptions } from "../../tools/load/options.ts";
import { Pacer } from "../../tools/load/pacer.ts";
import { plot } from "../../tools/load/plot.ts";
import { milliseconds, sampleLine } from "../../tools/load/progress.ts";
import { authorOf, nobodys, nthOf, TextIds, textNumber } from "../../tools/load/text_numbers.ts";
import { noSocket, rateTrouble, refusedSignUp } from "../../tools/load/trouble.ts";
import { wordsOf } from "../../tools/load/words.ts";
import { isLanguageSubtag } from "../../routes/http/language_subtags.ts";

const runId = "3f2a9c1e-5b7d-4e2f-9a1c-0123456789ab";
const usual = {
  url: "http://localhost:8000",
  users: 300,
  rate: 200,
  minutes: 2,
  cuts: 10,
  leaves: 5,
  report: "load_report.html",
  delete: false,
};

function wrong(...words: string[]): string {
  const parsed = parseOptions(words);
  return parsed.type === "wrong" ? parsed.detail : parsed.type;
}

Deno.test("[Z80] the load tool's options are read, and what is wrong is told in a sentence", () => {
  assert.deepEqual(parseOptions([]), { type: "run", options: usual });
  const words = "--users 3 --rate 1.5 --minutes 0.5 --cuts 0 --leaves 600 --report a.html --delete";
  assert.deepEqual(parseOptions(words.split(" ")), {
    type: "run",
    options: {
      ...usual,
      users: 3,
      rate: 1.5,
      minutes: 0.5,
      cuts: 0,
      leaves: 600,
      report: "a.html",
      delete: true,
    },
  });
  assert.equal(wrong("--users", "2"), `Option "--users" wants 3 to 20000, not "2"`);
  assert.equal(wrong("--rate", "0"), `Option "--rate" wants 1 to 20000, not "0"`);
  assert.equal(wrong("--minutes", "0"), `Option "--minutes" wants 0.01 to 1440, not "0"`);
  assert.equal(wrong("--seed", "1"), `Unknown option "--seed"; see --help`);
  assert.equal(wrong("--help"), "help");
});

Deno.test("[Z80] an address other than this machine's is refused, unless who runs it says that it is theirs", () => {
  for (
    const url of ["http://localhost:1", "http://127.1.2.3", "https://[::1]:8", "http://0x7f.1"]
  ) {
    assert.equal(isLoopback(url), true, url);
    assert.equal(parseOptions(["--url", url]).type, "run", url);
  }
  const elsewhere = [
    "http://127.0.0.1.example.org",
    "http://localhost.example.org",
    "http://0.0.0.0",
  ];
  for (const url of [...elsewhere, "http://10.0.0.1", "http://user@example.org", "http://[::2]"]) {
    assert.match(wrong("--url", url), /is not this machine: .*--i-own-this-server$/, url);
    assert.equal(parseOptions(["--url", url, "--i-own-this-server"]).type, "run", url);
  }
  assert.match(wrong("--url", "ftp://localhost"), /wants an http or https address/);
});

Deno.test("[Z80] a text has one id, by which it is known again, and no other run's", () => {
  const ids = new TextIds(runId);
  for (const text of [textNumber(1, 1), textNumber(20_000, 2 ** 32 - 1)]) {
    const id = ids.idOf(text);
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    assert.equal(ids.textOf(id), text);
    assert.equal(new TextIds(runId.replace("3", "4")).textOf(id), nobodys);
  }
  assert.deepEqual([authorOf(textNumber(7, 9)), nthOf(textNumber(7, 9))], [7, 9]);
});

Deno.test("[Z80] what a message says is one text, in whatever order its fields come", () => {
  const ids = new TextIds(runId);
  const id = ids.idOf(textNumber(2, 3));
  const by = "u" as UserId;
  const at = "2030-01-01T00:00:00.000Z";
  const rest = { text: "x", editedAt: null, erased: false, reply: null };
  const seen = observed({ seq: 4, kind: "text", id, by, at, ...rest }, ids);
  assert.equal(seen.text, textNumber(2, 3));
  assert.equal(seen.content, observed({ ...rest, at, by, id, kind: "text", seq: 4 }, ids).content);
  assert.notEqual(
    seen.content,
    observed({ seq: 4, kind: "text", id, by, at, ...rest, text: "y" }, ids).content,
  );
  const left = { seq: 5, kind: "left", id: "m" as MessageId, by, at } as Message;
  assert.deepEqual([observed(left, ids).left, observed(left, ids).text], [by, nobodys]);
});

Deno.test("[Z80] the users are known for programs by their names, and speak what nobody speaks", () => {
  assert.equal(nameOf("3f2a9c1e", 17), "load-bot-3f2a9c1e-17");
  assert.ok(isLanguageSubtag(pickLanguage(() => 0)) && isLanguageSubtag(pickLanguage(() => 0.999)));
  assert.notEqual(pickLanguage(() => 0), pickLanguage(() => 0.999));
  assert.equal(
    new Set(Array.from({ length: 50 }, (_, nth) => wordsOf(textNumber(1, nth)))).size,
    50,
  );
});

Deno.test("[Z84] texts are due evenly, each once, however late they are asked for, and not past the end", () => {
  const pacer = new Pacer(200, 1_000, 100);
  assert.deepEqual(pacer.due(999), []);
  assert.deepEqual(pacer.due(1_000), [1_000]);
  assert.deepEqual(pacer.due(1_014), [1_005, 1_010]);
  assert.equal(pacer.isOver, false);
  assert.equal(pacer.due(5_000).length, 17);
  assert.equal(pacer.isOver, true);
  assert.deepEqual(pacer.due(9_000), []);
});

const viewer = (author: number, cutUntil = -Infinity) => ({ author, cutUntil, isSender: false });
const sender = { ...viewer(1), isSender: true };

Deno.test("[Z84] times count from when a text was due, also where it was sent later", () => {
  const meter = new Meter();
  const text = textNumber(1, 1);
  meter.offered();
  meter.sent(text, 1_000, 3);
  for (let frames = 0; frames < 3; frames++) meter.frame();
  meter.shown(text, sender, 1_500);
  meter.shown(text, viewer(2), 1_510);
  // Read back, or missed and sent again: it was there before.
  meter.shown(text, viewer(2), 1_520);
  meter.shown(text, sender, 1_530);
  meter.shown(text, viewer(3), 1_700);
  const { acknowledgement, delivery, waiting, disturbed, frames } = meter.totals();
  assert.deepEqual([acknowledgement.greatest, delivery.greatest], [500, 700]);
  assert.deepEqual([waiting, disturbed, frames], [0, 0, 3]);
});

Deno.test("[Z84] a text is not timed where the tool had cut a member off until after it was due; each second is counted by itself", () => {
  const meter = new Meter();
  const text = textNumber(1, 1);
  meter.offered();
  meter.sent(text, 1_000, 2);
  meter.shown(text, sender, 1_100);
  assert.deepEqual(meter.sample(1).acknowledgement.greatest, 100);
  meter.shown(text, viewer(2, 8_000), 9_000);
  assert.deepEqual([meter.totals().disturbed, meter.totals().delivery.count], [1, 0]);
  const { acknowledged, acknowledgement } = meter.sample(2);
  assert.deepEqual([acknowledged, acknowledgement.p50], [0, NaN]);
});

Deno.test("[Z84] quantiles are right within two per cent, of few and of many", () => {
  const histogram = new LatencyHistogram();
  assert.deepEqual([histogram.quantile(0.5), histogram.greatestMs], [NaN, NaN]);
  histogram.add(3);
  assert.equal(histogram.quantile(0.99), 3);
  for (let ms = 1; ms <= 1_000; ms++) histogram.add(ms);
  for (const [share, wanted] of [[0.5, 500], [0.99, 990], [0.25, 250]] as const) {
    const found = histogram.quantile(share);
    assert.ok(Math.abs(found - wanted) / wanted < 0.025, `${share}: ${found}`);
  }
  assert.equal(histogram.quantile(1), 1_000);
  histogram.add(0);
  assert.equal(histogram.count, 1_002);
});

Deno.test("[Z85] a rate that the users could not send at the client package's pace is told with what would do", () => {
  assert.equal(rateTrouble(20, 200, 20), null);
  const { message } = rateTrouble(19, 200, 20) ?? {};
  assert.match(message ?? "", /--users 20 at least, or .* FRAMES_PER_SECOND=22 /);
});

Deno.test("[Z86] a proof of work is one that the server takes", async () => {
  const { challenge, nonce } = prove("abc", 10);
  const text = new TextEncoder().encode(`${challenge}.${nonce}`);
  const hash = new DataView(await crypto.subtle.digest("SHA-256", text));
  assert.ok(Math.clz32(hash.getUint32(0)) >= 10 && /^\d+$/.test(nonce));
});

Deno.test("[Z86] a server that refuses is told with the settings that would help", () => {
  const refused = refusedSignUp({ status: 429, code: "slow_down" });
  assert.match(refused.message, /NETWORK_RULES=off.*SIGNUPS_PER_HOUR/);
  assert.match(noSocket("Invalid status code: 429").message, /ADDRESS_SOCKETS/);
  assert.match(noSocket("Invalid status code: 503").message, /MAX_SOCKETS or MEMORY_MB/);
});

function outcome(changes: Partial<Outcome> = {}): Outcome {
  const meter = new Meter();
  for (let nth = 1; nth <= 10; nth++) {
    const text = textNumber(1, nth);
    meter.offered();
    meter.sent(text, 0, 1);
    meter.shown(text, sender, 12);
  }
  const samples = [meter.sample(1), meter.sample(2)];
  return {
    options: { ...usual, url: "http://localhost:8000" },
    startedAt: Date.UTC(2030, 0, 2),
    version: "1.2.3",
    users: 300,
    groups: 100,
    seconds: 1,
    samples,
    totals: meter.totals(),
    cuts: 0,
    leaves: 0,
    audited: 100,
    toAudit: 100,
    findings: [],
    broken: 0,
    unchecked: 0,
    isInterrupted: false,
    trouble: null,
    ...changes,
  };
}

const group = "g<1>" as Outcome["findings"][number]["group"];
const findings = [{ breach: "twice", group, seq: 7, sentence: "text 1 of <a> & b" }] as const;

Deno.test("[Z87] the exit code is 1 for a broken promise, 3 for what could not be done, else 0", () => {
  const idle = { ...outcome().totals, acknowledged: 0 };
  assert.equal(exitCode(outcome()), 0);
  assert.equal(exitCode(outcome({ isInterrupted: true })), 3);
  assert.equal(exitCode(outcome({ audited: 99 })), 3);
  assert.equal(exitCode(outcome({ broken: 1, findings, trouble: "x" })), 1);
  assert.equal(exitCode(outcome({ trouble: "x" })), 3);
  assert.equal(exitCode(outcome({ unchecked: 1 })), 3);
  assert.equal(exitCode(outcome({ totals: idle })), 3);
  assert.equal(exitCode(outcome({ samples: [] })), 3);
});

Deno.test("[Z87] what was asked for and what came of it are told apart", () => {
  assert.deepEqual(sentences(outcome()), [
    "All promises were kept.",
    "The server took the rate: 10.0 texts a second were acknowledged.",
  ]);
  const isCutShort = { isInterrupted: true, audited: 0 };
  assert.deepEqual(sentences(outcome(isCutShort)).slice(0, 3), [
    "No promise was seen broken; not all was looked at.",
    "It was ended early.",
    "Of 100 logs 0 were read back.",
  ]);
  assert.equal(sentences(outcome({ audited: 99 }))[1], "Of 100 logs 99 were read back.");
  assert.match(closingTable(outcome({ audited: 99 })), /^logs read back and compared +99 of 100$/m);
  const totals = { ...outcome().totals, offered: 200, waiting: 190 };
  assert.deepEqual(sentences(outcome({ totals })).slice(1), [
    "The server did not take the rate: of 200 texts a second 10 were acknowledged.",
    "190 texts were not acknowledged until the end.",
  ]);
  const lateness = { p50: 1, p99: 80, greatest: 90 };
  assert.match(
    sentences(outcome({ totals: { ...totals, lateness } })).at(-1) ?? "",
    /late by 80 ms/,
  );
  assert.equal(sentences(outcome({ broken: 2 }))[0], "PROMISES BROKEN: 2.");
});

Deno.test("[Z87] a line a second and a table in the end have the rates and the percentiles", () => {
  const [sample] = outcome().samples;
  assert.ok(sample);
  assert.equal(
    sampleLine(sample, 3),
    "   1 s  sent 10  acknowledged 10 (p50 12 ms p99 12 ms)  " +
      "to the slowest member p50 12 ms p99 12 ms  waiting 0  errors 0  reconnects 0  broken 3",
  );
  assert.match(
    closingTable(outcome()),
    /^texts acknowledged +10 \(10\.0\/s while they talked\)$/m,
  );
  const told = [0.04, 9.94, 9.95, 999.4, 999.5, NaN].map(milliseconds);
  assert.deepEqual(told, ["0.0 ms", "9.9 ms", "10 ms", "999 ms", "1.0 s", "–"]);
});

Deno.test("[Z87] findings are told once each, the first twenty of them", () => {
  const all = new Findings();
  const told = (count: number) => {
    for (let left = count; left > 0; left--) all.add({ ...findings[0], seq: all.count + 1 });
    return all.takeNews().map(({ seq }) => seq);
  };
  assert.deepEqual([told(2), told(0), told(1)], [[1, 2], [], [3]]);
  assert.deepEqual([told(20).length, told(5).length, all.count], [17, 0, 28]);
});

Deno.test("[Z90] as many are disturbed in a step as is expected, nobody twice, however many they are", async () => {
  const cut: number[] = [];
  const left: string[] = [];
  const users = Array.from({ length: 3_000 }, (_, at) => ({
    ...{ isConnected: true, group: `g${Math.floor(at / 3)}`, unanswered: 0 },
    cut: () => cut.push(at),
    quit: (group: string) => Promise.resolve(left.push(group) === 0),
  }));
  let seed = 1;
  const disturbances = new Disturbances({
    options: { cuts: 600, leaves: 600 },
    crowd: { users } as unknown as LoadCrowd,
    meter: new Meter(),
    random: () => (seed = seed * 48_271 % 2_147_483_647) / 2_147_483_647,
  });
  // Six a minute of each user and of each group.
  disturbances.disturb(100);
  await disturbances.settled();
  assert.deepEqual([disturbances.cuts, new Set(cut).size], [30, 30]);
  assert.deepEqual([disturbances.leaves, new Set(left).size], [10, 10]);
});

Deno.test("[Z88] the report is one page that asks the network for nothing, with each finding, escaped", () => {
  const page = htmlReport(outcome({ broken: 1, findings }));
  assert.equal(page.match(/<svg viewBox="0 0 760/g)?.length, 3);
  assert.doesNotMatch(page, /(src|href|url|import)\s*[=(]|<script|<link/i);
  assert.match(page, /<td>g&lt;1&gt;<\/td><td>7<\/td><td>text 1 of &lt;a&gt; &amp; b<\/td>/);
  assert.match(page, /PROMISES BROKEN: 1\./);
  assert.match(page, /<details><summary>Each second<\/summary>/);
  assert.equal(page.match(/NaN|undefined|Infinity/), null);
});

Deno.test("[Z88] a plot draws what there is, has holes where nothing was measured, and none of it runs out", () => {
  const drawn = plot({
    title: "T",
    unit: "ms",
    isLogarithmic: true,
    lines: [{ name: "a", style: "a", values: [0, 1, NaN, 1_000, NaN] }],
  });
  const path = /<path class="line a" d="([^"]*)"/.exec(drawn)?.[1] ?? "";
  assert.equal(path.match(/M/g)?.length, 2);
  const heights = [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
  assert.equal(heights.length, 3);
  assert.ok(heights.every((y) => y >= 12 && y <= 230), path);
  assert.match(drawn, />1000<\/text>/);
  for (const values of [[], [NaN], [5]]) {
    for (const isLogarithmic of [true, false]) {
      const lines = [{ name: "a", style: "a", values }];
      assert.doesNotMatch(plot({ title: "T", unit: "", lines, isLogarithmic }), /NaN|Infinity/);
    }
  }
});
