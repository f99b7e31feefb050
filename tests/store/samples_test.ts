// Samples in the store, and how long those who wait have waited.

import assert from "node:assert/strict";
import type { Sample } from "../../db/store/samples.ts";
import { keptSteps, spans } from "../../protocol/ops_figures.ts";
import { measuredOf, timesOf } from "../support/samples.ts";
import { after, anyone, newId, noon, signUp } from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const [fine, coarse] = [spans.hour.stepMs, spans.day.stepMs];

for (const { kind, open } of await allStores("samples")) {
  Deno.test(`[Z57] samples are kept once for each node and step, told the oldest first, and written over: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const measured = measuredOf({
      waiting: { people: 1, medianMs: 0.5, longestMs: null },
      stored: timesOf([1, 2, 3, 4], 0.25),
    });
    const sample = (step: number, node = ""): Sample => (
      { node, stepMs: fine, at: after(step * fine), measured }
    );
    await store.addSamples([]);
    await store.addSamples([sample(2, "n2"), sample(2, "n10"), sample(1)]);
    const other = { ...sample(1), measured: measuredOf({ online: 99 }) };
    const long: Sample = { ...sample(0), stepMs: coarse };
    await store.addSamples([other, sample(3), sample(3), long]);
    const kept = await store.samples(fine, noon);
    assert.deepEqual(kept, [sample(1), sample(2, "n10"), sample(2, "n2"), sample(3)]);
    assert.deepEqual(await store.samples(fine, after(fine + 1)), kept.slice(1));
    const next = sample(1 + keptSteps[fine]);
    await store.addSamples([sample(1), next]);
    assert.deepEqual(await store.samples(fine, noon), [...kept.slice(1), next]);
    await store.purgeSamples(fine, after(3 * fine));
    assert.deepEqual(await store.samples(fine, noon), [sample(3), next]);
    assert.deepEqual(await store.samples(coarse, noon), [long]);
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
