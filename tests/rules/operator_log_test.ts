// What the operator reads: lines that nobody else can make or change.

import assert from "node:assert/strict";
import { logLine, print } from "../../routes/operator_log.ts";

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

Deno.test("[X101] what is printed is such a line, and a log that takes none is no fault", () => {
  const lines: string[] = [];
  print((line) => lines.push(line), "a\nb");
  assert.deepEqual(lines, ["a\\u{a}b"]);
  print(() => {
    throw new Error("No space left on device");
  }, "a");
});
