// Parts of the page that are loaded when they are opened.

import assert from "node:assert/strict";
import { Loader } from "../../web/platform/loader.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("[W236] a part that neither comes nor is refused is given up", async () => {
  const clock = new FakeClock();
  const loader = new Loader(clock);
  const loaded = loader.load(() => new Promise(() => {}));
  clock.advance(20_000);
  assert.equal(await loaded, null);
  assert.equal(loader.hasFailed.value, true);
  assert.equal(await loader.load(() => Promise.resolve("part")), "part");
  assert.equal(loader.hasFailed.value, false);
});
