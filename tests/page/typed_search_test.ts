// When the search in a chat asks for what is typed.

import assert from "node:assert/strict";
import { TypedSearch } from "../../web/chat/typed_search.ts";
import { FakeClock } from "../support/fake_clock.ts";

interface Asked {
  readonly words: string;
  readonly answer: (isDone: boolean) => void;
}

function searchOf() {
  const clock = new FakeClock();
  const asked: Asked[] = [];
  const search = new TypedSearch(clock, (words) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    asked.push({ words, answer: resolve });
    return promise;
  });
  const words = () => asked.map((each) => each.words);
  const settle = async (at: number, isDone: boolean) => {
    asked[at]?.answer(isDone);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { clock, search, words, settle };
}

Deno.test("[V51] what is typed is searched for after a pause of 400 ms, one search at a time", async () => {
  const { clock, search, words, settle } = searchOf();
  search.type("b");
  clock.advance(399);
  search.type("ba");
  clock.advance(399);
  assert.deepEqual(words(), []);
  clock.advance(1);
  assert.deepEqual(words(), ["ba"]);
  for (const text of ["bas", "basi"]) {
    search.type(text);
    clock.advance(400);
  }
  assert.deepEqual(words(), ["ba"], "One is on its way");
  await settle(0, true);
  assert.deepEqual(words(), ["ba", "basi"]);
  await settle(1, true);
  clock.advance(60_000);
  assert.deepEqual(words(), ["ba", "basi"]);
});

Deno.test("[V51] where the server wants fewer searches, what was typed last is asked for later", async () => {
  const { clock, search, words, settle } = searchOf();
  search.type("b");
  clock.advance(400);
  await settle(0, false);
  clock.advance(1_999);
  assert.deepEqual(words(), ["b"]);
  clock.advance(1);
  assert.deepEqual(words(), ["b", "b"]);
  await settle(1, false);
  search.stop();
  clock.advance(60_000);
  assert.deepEqual(words(), ["b", "b"], "It was closed");
});
