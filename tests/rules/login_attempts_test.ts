// Guesses that are under way at once: how many begin, how many wait, and what a right one gives
// back.

import assert from "node:assert/strict";
import { createLoginAttempts, type GuessKeys } from "../../routes/limits/login_attempts.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";

const home: GuessKeys = { place: "home", strangers: null, network: null };

/** Log-ins with one name, each of which ends when it is told to. */
function stage() {
  const clock = new FakeClock();
  const attemptLogin = createLoginAttempts({ store: createMemoryStore(), clock });
  const underWay: ((opened: "opened" | null) => void)[] = [];
  const answers: (string | number | null)[] = [];
  const settle = async () => {
    for (let hop = 0; hop < 5_000; hop++) await Promise.resolve();
  };
  return {
    clock,
    attemptLogin,
    /** Those that have begun and not ended. */
    underWay,
    answers,
    async ask(times: number) {
      for (let time = 0; time < times; time++) {
        const open = () => new Promise<"opened" | null>((end) => underWay.push(end));
        void attemptLogin(home, open).then((answer) => answers.push(answer));
      }
      await settle();
    },
    async end(opened: "opened" | null) {
      underWay.shift()?.(opened);
      await settle();
    },
  };
}

Deno.test("[A22] a right log-in gives back what wrong ones used, and not what is still under way", async () => {
  const { underWay, answers, ask, end } = stage();
  await ask(10);
  for (let wrong = 0; wrong < 5; wrong++) await end(null);
  await end("opened");
  assert.deepEqual(answers, [null, null, null, null, null, "opened"]);
  // Four are under way: six more may begin, and the next one waits.
  await ask(7);
  assert.equal(underWay.length, 10);
  assert.equal(answers.length, 6);
});

Deno.test("[A22] past 32 that wait for those under way a log-in is refused, and when all were wrong so are the others", async () => {
  const { underWay, answers, ask, end } = stage();
  await ask(10 + 32);
  assert.deepEqual([underWay.length, answers.length], [10, 0]);
  await ask(1);
  assert.deepEqual(answers, [10]);
  for (let wrong = 0; wrong < 10; wrong++) await end(null);
  assert.deepEqual(answers.filter((answer) => answer === null).length, 10);
  assert.deepEqual(answers.filter((answer) => answer === 10).length, 33);
});

Deno.test("[A180] strangers together have 2,000 guesses of a name at once and 2,000 a day, of which a place where the owner was seen takes none", async () => {
  const { clock, attemptLogin } = stage();
  const guess = (place: string, strangers: string | null, opens = false) =>
    attemptLogin(
      { place, strangers, network: null },
      () => Promise.resolve(opens ? "opened" : null),
    );
  for (let at = 0; at < 2_000; at++) {
    assert.equal(await guess(`network ${at % 250}`, "strangers"), null);
  }
  assert.equal(await guess("network 250", "strangers"), 44);
  // What was refused is not counted against the place.
  for (let at = 0; at < 10; at++) assert.equal(await guess("network 250", null), null);
  assert.equal(await guess("network 250", null), 10);
  assert.equal(await guess("owner's", null, true), "opened");
  clock.advance(43_200);
  // A right one gives its own back, and no other's.
  assert.equal(await guess("network 251", "strangers", true), "opened");
  assert.equal(await guess("network 251", "strangers"), null);
  assert.equal(await guess("network 251", "strangers"), 44);
});

Deno.test("[A180] a guess at a place of the owner's counts in its network, too, which decides nothing there", async () => {
  const { attemptLogin } = stage();
  const guess = (place: string, network: string | null, opens = false) =>
    attemptLogin(
      { place, strangers: null, network },
      () => Promise.resolve(opens ? "opened" : null),
    );
  for (let at = 0; at < 9; at++) assert.equal(await guess("device", "network"), null);
  assert.equal(await guess("device", "network", true), "opened");
  assert.equal(await guess("network", null), null);
  assert.equal(await guess("network", null), 10);
  assert.equal(await guess("device", "network", true), "opened");
  assert.equal(await guess("network", null), 10);
});
