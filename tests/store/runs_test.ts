// Runs of messages, on every store alike: whole or not at all.

import assert from "node:assert/strict";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { Store } from "../../db/store/store.ts";
import { form, formTrio, newId, say, signUp, text } from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

async function seqsOf(
  store: Store,
  user: UserId,
  group: GroupId,
): Promise<readonly number[] | undefined> {
  const page = await store.messages(user, group, { after: 0, limit: 50 });
  return page?.messages.map(({ seq }) => seq);
}

for (const { kind, open } of await allStores("runs")) {
  Deno.test(`[D81] of a run with a taken place or id, or for an unknown group, nothing is stored: ${kind}`, async () => {
    await using at = await open();
    const { anna, bob, group } = await formTrio(at.store);
    const first = text(anna.id, 2);
    await say(at.store, group, first);
    const runs = [
      [text(bob.id, 2), text(bob.id, 3)],
      [text(bob.id, 3), { ...text(anna.id, 4), id: first.id }],
      [text(bob.id, 3), text(anna.id, 3)],
    ];
    for (const run of runs) {
      assert.equal(await at.store.appendRun(run.map((message) => ({ group, message }))), false);
    }
    const nowhere = newId<"group">();
    const lost = [text(bob.id, 1), text(bob.id, 2)].map((message) => ({ group: nowhere, message }));
    assert.equal(await at.store.appendRun(lost), false);
    assert.deepEqual(await seqsOf(at.store, anna.id, group), [1, 2]);
  });

  Deno.test(`[D81] a run that is longer than a statement's batch is stored whole: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const run = Array.from({ length: 600 }, (_, index) => text(anna.id, index + 2));
    assert.equal(await at.store.appendRun(run.map((message) => ({ group, message }))), true);
    assert.deepEqual(await at.store.heads(anna.id), { [group]: 601 });
  });

  Deno.test(`[D81] beside a refused run, a run is stored whole or not at all, and alone it is stored: ${kind}`, async () => {
    await using at = await open();
    const { anna, group } = await formTrio(at.store);
    const dora = await signUp(at.store, "dora");
    const other = await form(at.store, [
      dora,
      await signUp(at.store, "emil"),
      await signUp(at.store, "fay"),
    ]);
    const run = [2, 3, 4].map((seq) => ({ group, message: text(anna.id, seq) }));
    const refused = [1, 2].map((seq) => ({ group: other, message: text(dora.id, seq) }));
    const [isStored, isTaken] = await Promise.all([
      at.store.appendRun(run),
      at.store.appendRun(refused),
    ]);
    assert.equal(isTaken, false);
    assert.deepEqual(await seqsOf(at.store, anna.id, group), isStored ? [1, 2, 3, 4] : [1]);
    if (!isStored) assert.equal(await at.store.appendRun(run), true);
    assert.deepEqual(await seqsOf(at.store, anna.id, group), [1, 2, 3, 4]);
    assert.deepEqual(await seqsOf(at.store, dora.id, other), [1]);
  });
}
