// Parts of the page that are loaded when they are opened.

import assert from "node:assert/strict";
import { Loader } from "../../web/platform/loader.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("[W236] a part that neither comes nor is refused is given up", async () => {
  const clock = new FakeClock();
  const loader = new Loader(clock);
  const loaded = loader.load("part", () => new Promise(() => {}));
  clock.advance(20_000);
  assert.equal(await loaded, null);
  assert.equal(loader.hasFailed.value, true);
  assert.equal(await loader.load("part", () => Promise.resolve("part")), "part");
  assert.equal(loader.hasFailed.value, false);
});

Deno.test("[W149] a part that cannot be had stays told of until it is had, whatever else is", async () => {
  const loader = new Loader(new FakeClock());
  assert.equal(await loader.load("menu", () => Promise.reject(new Error("By the test"))), null);
  assert.equal(await loader.load("texts", () => Promise.resolve(1)), 1);
  assert.equal(loader.hasFailed.value, true);
  assert.equal(await loader.load("menu", () => Promise.resolve(2)), 2);
  assert.equal(loader.hasFailed.value, false);
});
