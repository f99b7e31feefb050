// Samples in the store, and how long those who wait have waited.

import assert from "node:assert/strict";
import { measuredOf, timesOf } from "../support/samples.ts";
import { after, anyone, newId, noon, signUp } from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

for (const { kind, open } of await allStores("samples")) {
  Deno.test(`[Z57] samples are kept once for each node and step, told the oldest first, and purged: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const measured = measuredOf({
      waiting: { people: 1, medianMs: 0.5, longestMs: null },
      delay: { of: "stored", times: timesOf([1, 2, 3, 4], 0.25) },
    });
    const sample = (ms: number, node = "", stepMs = 15_000) => (
      { node, stepMs, at: after(ms), measured }
    );
    await store.addSamples([]);
    await store.addSamples([sample(20, "n2"), sample(20, "n10"), sample(10)]);
    const other = { ...sample(10), measured: measuredOf({ online: 99 }) };
    await store.addSamples([other, sample(30), sample(10, "", 300_000)]);
    const fine = await store.samples(15_000, after(10));
    assert.deepEqual(fine, [sample(10), sample(20, "n10"), sample(20, "n2"), sample(30)]);
    assert.deepEqual(await store.samples(15_000, after(11)), fine.slice(1));
    await store.purgeSamples(15_000, after(20));
    assert.deepEqual(await store.samples(15_000, noon), fine.slice(1));
    assert.deepEqual(await store.samples(300_000, noon), [sample(10, "", 300_000)]);
  });

  Deno.test(`[Z58] of those who wait the median and the longest wait are known, and nothing of nobody: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const nobody = { people: 0, medianMs: null, longestMs: null };
    assert.deepEqual(await store.waitingNow(noon), nobody);
    for (const [index, name] of ["anna", "bob", "chloe", "dora"].entries()) {
      const { id: user } = await signUp(store, name);
      const since = after(index * 1_000);
      const ticket = { id: newId<"ticket">(), user, criteria: anyone, at: since };
      await store.placeTickets([ticket], null);
    }
    assert.deepEqual(await store.waitingNow(after(3_000)), {
      people: 4,
      medianMs: 1_500,
      longestMs: 3_000,
    });
  });
}
