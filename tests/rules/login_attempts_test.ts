// Guesses that are under way at once: how many begin, how many wait, and what a right one gives
// back.

import assert from "node:assert/strict";
import { createLoginAttempts } from "../../routes/limits/login_attempts.ts";
import { createRateLimiter } from "../../routes/limits/rate_limiter.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Log-ins with one name, each of which ends when it is told to. */
function stage() {
  const attemptLogin = createLoginAttempts(createRateLimiter(new FakeClock()));
  const underWay: ((opened: "opened" | null) => void)[] = [];
  const answers: (string | number | null)[] = [];
  const settle = async () => {
    for (let hop = 0; hop < 20; hop++) await Promise.resolve();
  };
  return {
    /** Those that have begun and not ended. */
    underWay,
    answers,
    async ask(times: number) {
      for (let time = 0; time < times; time++) {
        const open = () => new Promise<"opened" | null>((end) => underWay.push(end));
        void attemptLogin("anna", open).then((answer) => answers.push(answer));
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
