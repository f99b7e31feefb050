// What the operator reads: lines that nobody else can make or change, and that hold no word of a
// user.

import assert from "node:assert/strict";
import { type EventName, events } from "../../logging/events.ts";
import { humanLine, jsonLine, logLine } from "../../logging/lines.ts";
import { configureLog, report } from "../../logging/operator_log.ts";

const at = Date.parse("2026-11-29T12:00:00.000Z");
const unshowable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

Deno.test("[X101] a line of the log stays one line, and nothing in it controls a terminal", () => {
  const forged = [
    ["a\n2026-01-01T00:00:00.000Z b", "a\\u{a}2026-01-01T00:00:00.000Z b"],
    ["\u001b[2Kgone", "\\u{1b}[2Kgone"],
    ["a\rb\u0085c\u2028d\u2029e", "a\\u{d}b\\u{85}c\\u{2028}d\\u{2029}e"],
    ["\u202eback\u200b", "\\u{202e}back\\u{200b}"],
    ["half \ud800", "half \\u{d800}"],
  ] as const;
  for (const [text, line] of forged) assert.equal(logLine(text), line);
  assert.equal(logLine("Übrigens: 3 °C, “日本語” 👍"), "Übrigens: 3 °C, “日本語” 👍");
});

Deno.test("[Z30] whatever an error says, its entry is one object of JSON with nothing in it that a terminal obeys, and a reader gets the words back", () => {
  const marks = [
    'a\n{"event":"server_started"}',
    "\u001b[2K\u001b]0;title\u0007",
    "\r\u0085\u2028\u2029\u009b31m",
    "\u202eback\u2066\u200b\ufeff",
    "\ud800 \u{e0041}",
    'x","event":"forged',
  ];
  for (const reason of marks) {
    const line = jsonLine(at, "start_refused", { reason });
    assert(!unshowable.test(line), JSON.stringify(line));
    assert.deepEqual(JSON.parse(line), {
      time: "2026-11-29T12:00:00.000Z",
      level: "error",
      event: "start_refused",
      message: "Trio does not start",
      reason,
    });
    assert(!unshowable.test(humanLine(at, "start_refused", { reason })));
  }
});

Deno.test("[Z31] of a thrown error an entry has type, code and places, and its words without what is quoted in them", () => {
  const secrets = [
    new SyntaxError(`Unexpected token 'c', "canary "wor"... is not valid JSON`),
    new Error('invalid input syntax for type uuid: "canary"'),
    new TypeError("Invalid URL: 'https://canary'"),
    new Error("The name `canary` is taken\ncanary"),
    new Error("No “canary”, here"),
    Object.assign(new Error('duplicate key value violates unique constraint "users_name"'), {
      ...{ code: "23505", constraint: "users_name", detail: "Key (name)=(canary) exists" },
    }),
    Object.assign(new Error("canary is a word".slice(6)), { code: "can ary" }),
    "canary",
    { message: "canary" },
  ];
  for (const error of secrets) {
    const line = jsonLine(at, "request_failed", { error });
    assert(!/canary|can ary/.test(line.replaceAll(import.meta.url, "")), line);
    assert(!/canary|can ary/.test(humanLine(at, "request_failed", { error })));
  }
  const { error } = JSON.parse(jsonLine(at, "request_failed", { error: secrets[5] }));
  assert.deepEqual([error.type, error.code, error.constraint], ["Error", "23505", "users_name"]);
  assert.match(error.stack, /operator_log_test\.ts:\d+:\d+/);
  const changed = new Error("one\n    at canary");
  changed.message = "two";
  for (const error of [new Error("one\n    at canary (canary:1:1)\n at canary"), changed]) {
    const line = jsonLine(at, "request_failed", { error });
    assert(!line.includes("canary"), line);
  }
  const { error: lines } = JSON.parse(
    jsonLine(at, "request_failed", { error: new Error("one\n    at two") }),
  );
  assert.match(lines.stack, /^at \S*operator_log_test\.ts:\d+:\d+|^at .*operator_log_test/);
  const { error: apostrophe } = JSON.parse(
    jsonLine(at, "request_failed", { error: new Error("It's not there, and isn't to come") }),
  );
  assert.equal(apostrophe.message, "It's not there, and isn't to come");
});

Deno.test("[Z32] from its level on an entry is written, as JSON for a program and as a sentence for a terminal; a log that takes none is no fault", () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const tellAll = () => {
    for (const event of Object.keys(events) as EventName[]) report(event, { count: 1 });
  };
  const levels = ["debug", "info", "warning", "error"] as const;
  for (const [least, level] of levels.entries()) {
    lines.length = 0;
    configureLog({ level, isTerminal: false, write });
    tellAll();
    const wanted = Object.entries(events).filter(([, { level }]) => levels.indexOf(level) >= least);
    assert.deepEqual(lines.map((line) => JSON.parse(line).event), wanted.map(([name]) => name));
  }
  lines.length = 0;
  configureLog({ level: "info", isTerminal: true, write });
  report("disk_low", { free_mb: 3, limit_mb: 64 });
  assert.match(
    lines[0] ?? "",
    /^\d{4}-.*Z warning The disk is nearly full.* \(free_mb=3 limit_mb=64\)$/,
  );
  configureLog({
    level: "info",
    isTerminal: true,
    write() {
      throw new Error("No space left on device");
    },
  });
  report("disk_low");
});

Deno.test("[Z33] on a terminal the start is told in words: version, address, database, and how to have company", () => {
  const lines: string[] = [];
  configureLog({ level: "info", isTerminal: true, write: (line) => void lines.push(line) });
  const started = {
    ...{ version: "1.2.3", url: "http://localhost:8000", database: "embedded, in ./data" },
    ...{ durability: "survives a crash of the process", sockets: "native" },
  };
  report("server_started", started);
  assert.deepEqual(lines, [
    "Trio 1.2.3 is at http://localhost:8000",
    "database: embedded, in ./data; durability: survives a crash of the process; sockets: native",
    "Alone? Company for one: deno task bots --url http://localhost:8000",
  ]);
  lines.length = 0;
  report("server_started", { ...started, node: "n1" });
  assert.equal(lines.length, 2);
});

Deno.test("[Z34] docs/running.md lists each event with its level and what it says, and no other one", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/running.md", import.meta.url));
  const [, logs = ""] = page.split("\n## Logs\n");
  const [section = ""] = logs.split("\n## ");
  const rows = [...section.matchAll(/^\| `(\w+)` +\| (\w+) +\| (.*?) +\|$/gm)];
  assert.deepEqual(
    rows.map(([, name, level, says]) => [name, level, says]),
    Object.entries(events).map(([name, { level, says }]) => [name, level, says]),
  );
});
