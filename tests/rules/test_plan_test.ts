// Which tests are run beside which, which ones a filter runs, and what is printed of them.

import assert from "node:assert/strict";
import { plan, takesPostgres } from "../../tools/test/plan.ts";
import { Relay } from "../../tools/test/relay.ts";

const texts = new Map([
  ["tests/store/journal_test.ts", 'Deno.test("[D1] a run is stored", go);'],
  ["tests/http/chat_test.ts", 'Deno.test("[C1] the journal is asked", go);'],
  ["tests/http/seat_test.ts", "Deno.test(`[${rule}] a seat`, go);"],
]);

Deno.test("[H25] without a filter every test runs, and options go to deno test", () => {
  const paths = ["tests/sim/w_test.ts", "tests/page/x_test.ts", "tests/new/y_test.ts"];
  const more = new Map([...texts, ...paths.map((path) => [path, ""] as const)]);
  for (const words of [[], ["--"]]) {
    assert.deepEqual(plan(words, texts), [["tests/store/"], ["tests/http/"]]);
    assert.deepEqual(plan(words, more), [
      ["tests/store/"],
      ["tests/http/"],
      ["tests/page/", "tests/new/"],
      ["tests/sim/"],
    ]);
  }
  assert.deepEqual(plan(["--parallel"], texts), [["tests/", "--parallel"]]);
  assert.deepEqual(plan([], texts).map(takesPostgres), [true, false]);
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

Deno.test("[H25] of runs beside each other each is printed whole, in their order, the first one as it goes", () => {
  const printed: string[] = [];
  const relay = new Relay<string>((chunk) => printed.push(chunk));
  relay.put(1, "b1");
  relay.put(0, "a1");
  assert.deepEqual(printed, ["a1"]);
  relay.put(2, "c1");
  relay.end(1);
  relay.put(0, "a2");
  assert.deepEqual(printed, ["a1", "a2"]);
  relay.end(0);
  assert.deepEqual(printed, ["a1", "a2", "b1", "c1"]);
  relay.put(2, "c2");
  relay.end(2);
  assert.deepEqual(printed, ["a1", "a2", "b1", "c1", "c2"]);
});
