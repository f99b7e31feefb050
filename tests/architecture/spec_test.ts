// SPEC.md numbers the rules, and test names begin with them: held together here, so that neither
// runs ahead.

import assert from "node:assert/strict";
import { readSources } from "./support/files.ts";
import { outOfStep, readRules, readTestNames, rulesOf } from "./support/spec.ts";

const example =
  "# Rules\n\nText about A9.\n\n- A1 first\n- A2 second\n  - A7 not a rule\n- B10 third\n";

function named(...names: (string | null)[]) {
  return names.map((name) => ({ path: "tests/a_test.ts", name, skips: false }));
}

Deno.test("[H9] a rule without a test is found, and one that stands twice", () => {
  assert.deepEqual(outOfStep(example, named("[A1] x", "[B10] x")), ["A2 has no test"]);
  assert.deepEqual(outOfStep(`${example}- A1 again\n`, named("[A1] [A2] x", "[B10] x")), [
    "A1 stands twice in SPEC.md",
  ]);
});

Deno.test("[H9] a test without a rule, or with one that SPEC.md does not have, is found", () => {
  const whole = named("[A1] [A2] x", "[B10] x");
  assert.deepEqual(outOfStep(example, whole), []);
  for (const name of ["works", "A1 works", "works [A1]", "[A1]", null]) {
    assert.deepEqual(outOfStep(example, [...whole, ...named(name)]), [
      `tests/a_test.ts: the test "${name}" does not begin with a rule in brackets`,
    ]);
  }
  assert.deepEqual(outOfStep(example, [...whole, ...named("[A1] [A9] x")]), [
    `tests/a_test.ts: the test "[A1] [A9] x" names A9, which SPEC.md does not have`,
  ]);
});

Deno.test("[H9] rules are read from list lines and from the beginning of names, and nowhere else", () => {
  assert.deepEqual(readRules(example), ["A1", "A2", "B10"]);
  assert.deepEqual(rulesOf("[A1] [B10] a sentence [A2] more"), ["A1", "B10"]);
});

Deno.test("[H9] names are read from tests and steps, however they are written", () => {
  const source = [
    'Deno.test("[A1] plain", async (t) => { await t.step("[A2] step", go); });',
    'Deno.test({ name: "[A3] object", fn: go });',
    "Deno.test(`[A4] ${store.name}: x`, go);",
    "Deno.test(`${rule} x`, go);",
    '// Deno.test("[A5] in a comment", go);',
    'other.test("no", go); const text = \'Deno.test("[A6] in a string", go)\';',
  ].join("\n");
  const names = readTestNames("tests/a_test.ts", source).map(({ name }) => name);
  assert.deepEqual(names, ["[A1] plain", "[A2] step", "[A3] object", "[A4] ", ""]);
});

Deno.test("[H9] a test that is left out, or leaves others out, is found", () => {
  const source = [
    'Deno.test.ignore("[A1] x", go);',
    'Deno.test.only("[A2] x", go);',
    'Deno.test({ name: "[B10] x", ignore: slow, fn: go });',
  ].join("\n");
  assert.deepEqual(
    outOfStep(example, readTestNames("tests/a_test.ts", source)),
    ["[A1] x", "[A2] x", "[B10] x"].map((name) =>
      `tests/a_test.ts: the test "${name}" is left out, or leaves others out`
    ),
  );
});

Deno.test("[H9] every rule of SPEC.md has a test, and every test begins with a rule", async () => {
  const spec = await Deno.readTextFile(new URL("../SPEC.md", import.meta.url));
  const sources = Object.entries(await readSources(new URL("../../", import.meta.url)));
  const names = sources.flatMap(([path, source]) =>
    path.startsWith("tests/") ? readTestNames(path, source) : []
  );
  assert.ok(names.length > 0, "No test was found");
  assert.deepEqual(outOfStep(spec, names), []);
});
