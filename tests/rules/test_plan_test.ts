// Which tests a filter runs.

import assert from "node:assert/strict";
import { plan } from "../../tools/test/plan.ts";

const texts = new Map([
  ["tests/store/journal_test.ts", 'Deno.test("[D1] a run is stored", go);'],
  ["tests/http/chat_test.ts", 'Deno.test("[C1] the journal is asked", go);'],
  ["tests/http/seat_test.ts", "Deno.test(`[${rule}] a seat`, go);"],
]);

Deno.test("[H25] without a filter every test runs, and options go to deno test", () => {
  for (const words of [[], ["--"]]) assert.deepEqual(plan(words, texts), [["tests/"]]);
  assert.deepEqual(plan(["--parallel"], texts), [["tests/", "--parallel"]]);
});

Deno.test("[H25] a filter runs the files that have it in their path, and of the others the tests that are named so", () => {
  assert.deepEqual(plan(["--", "journal"], texts), [
    ["tests/store/journal_test.ts"],
    ["--filter", "journal", "tests/http/chat_test.ts"],
  ]);
  assert.deepEqual(plan(["store/"], texts), [["tests/store/journal_test.ts"]]);
  assert.deepEqual(plan(["is", "stored"], texts), [
    ["--filter", "is stored", "tests/store/journal_test.ts"],
  ]);
});

Deno.test("[H25] a name that stands in no file as it is looked for in all", () => {
  assert.deepEqual(plan(["[S7]"], texts), [["--filter", "[S7]", "tests/"]]);
});
