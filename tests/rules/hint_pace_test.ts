// The pace of hints: when the first one comes, how often a new one does, and that nobody is kept.

import assert from "node:assert/strict";
import { HintPace } from "../../actors/matchmaker/hint_pace.ts";
import type { Hint, UserId } from "../../protocol/domain.ts";

const anna = "anna" as UserId;
const both: Hint[] = [{ age: 5, within: 0 }, { sex: "any", within: 0 }];

Deno.test("[M73] looks come 30 s after a wish began and a minute after the last look, whatever is wished meanwhile", () => {
  const pace = new HintPace();
  const looks: number[] = [];
  const ask = (now: number) =>
    pace.hints(anna, now, () => {
      looks.push(now);
      return both;
    });
  for (let second = 0; second < 600; second++) {
    const now = second * 1_000;
    // Another wish each 31 s.
    pace.begin(anna, `${Math.floor(second / 31)}`, now);
    ask(now);
  }
  assert(looks.length > 3, looks.join());
  for (const [at, look] of looks.entries()) {
    assert(look - (looks[at - 1] ?? -Infinity) >= 60_000, looks.join());
    assert(look % 31_000 >= 30_000, looks.join());
  }
});

Deno.test("[M73] of two changes one is new at a time; one that helps no more is gone at once", () => {
  const pace = new HintPace();
  pace.begin(anna, "a wish", 0);
  assert.deepEqual(pace.hints(anna, 30_000, () => both), both.slice(0, 1));
  assert.deepEqual(pace.hints(anna, 89_999, () => assert.fail()), both.slice(0, 1));
  assert.deepEqual(pace.hints(anna, 90_000, () => both), both);
  assert.deepEqual(pace.hints(anna, 150_000, () => both.slice(1)), both.slice(1));
  assert.deepEqual(pace.known(anna), both.slice(1));
  pace.begin(anna, "another wish", 150_001);
  assert.deepEqual(pace.known(anna), []);
  const languages = ["fr", "de"].map((language) => ({ language, within: 0 }));
  assert.deepEqual(pace.hints(anna, 210_000, () => languages), languages.slice(0, 1));
  assert.deepEqual(pace.hints(anna, 269_999, () => assert.fail()), languages.slice(0, 1));
  assert.deepEqual(pace.hints(anna, 270_000, () => languages), languages);
});

Deno.test("[M73] who waits no more is forgotten, and not before a new look could be taken", () => {
  const pace = new HintPace();
  pace.begin(anna, "a wish", 0);
  assert.deepEqual([pace.nextDue, pace.due(29_999)], [30_000, null]);
  pace.hints(anna, 30_000, () => []);
  assert.equal(pace.due(89_999), null);
  assert.equal(pace.due(90_000), anna);
  // Who is away is due again; who waits no more is let go.
  assert.equal(pace.nextDue, 150_000);
  pace.forget(anna);
  assert.deepEqual([pace.size, pace.nextDue, pace.hints(anna, 999_999, () => both)], [0, null, []]);
});
