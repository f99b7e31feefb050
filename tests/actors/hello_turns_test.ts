// Turns for answering hello: how many at a time, who is refused, who is passed over.

import assert from "node:assert/strict";
import { HelloTurns } from "../../actors/connections/hello_turns.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Turns of which 100 are under way; `end` ends one of them. */
function crowded() {
  const clock = new FakeClock();
  const turns = new HelloTurns(clock);
  const underWay = Array.from({ length: 100 }, () => Promise.withResolvers<string>());
  const answers = underWay.map(({ promise }) => turns.answer(() => false, () => promise));
  const end = async (at: number) => {
    underWay[at]?.resolve("answered");
    await answers[at];
  };
  const ask = (isOver = () => false) => turns.answer(isOver, () => Promise.resolve("later"));
  return { clock, end, ask };
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  return await Promise.race([
    promise.then(() => false),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 0)),
  ]);
}

Deno.test("[S41] the 101st hello waits for a turn, and gets the first that is free", async () => {
  const { clock, end, ask } = crowded();
  const first = ask();
  const second = ask();
  assert.ok(await isPending(first));
  clock.advance(1_999);
  await end(7);
  assert.equal(await first, "later");
  // Its turn went on to the next one.
  assert.equal(await second, "later");
});

Deno.test("[S41] a hello that has waited for 2 s is refused, and keeps no turn", async () => {
  const { clock, end, ask } = crowded();
  const early = ask();
  clock.advance(1_000);
  const late = ask();
  clock.advance(999);
  assert.ok(await isPending(early));
  clock.advance(1);
  assert.equal(await early, null);
  assert.ok(await isPending(late));
  await end(0);
  assert.equal(await late, "later");
});

Deno.test("[S41] a client that is gone is passed over, and an answer that fails frees its turn", async () => {
  const { end, ask } = crowded();
  const gone = ask(() => true);
  const there = ask();
  await end(0);
  assert.equal(await gone, null);
  assert.equal(await there, "later");

  const turns = new HelloTurns(new FakeClock());
  for (let hello = 0; hello < 200; hello++) {
    await assert.rejects(turns.answer(() => false, () => Promise.reject(new Error("no store"))));
  }
  assert.equal(await turns.answer(() => false, () => Promise.resolve("right")), "right");
});
