// Common wishes, the same over each store.

import assert from "node:assert/strict";
import type { Criteria } from "../../protocol/domain.ts";
import { act } from "../support/store/reports.ts";
import {
  after,
  anyone,
  look,
  noon,
  place,
  remaining,
  signUp,
} from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const near: Criteria = { sex: "any", age: 5, widen: false };
const nearWish = { sex: "any", age: 5 };

for (const { kind, open } of await allStores("wishes_test")) {
  Deno.test(`[J60] a wish is common once five users had it with tickets of their own that were begun lately: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const { anna, bob, chloe, dora, emil, group } = await remaining(store);
    const common = (since = noon) => store.commonWishes(since, after(5_000));
    await look(store, group, anna, near);
    for (const user of [chloe, dora]) await place(store, user, near, after(51));
    await place(store, emil, { ...near, widen: true }, after(52));
    await store.withdrawTicket(dora.id, after(53));
    await place(store, dora, near, after(54));
    assert.deepEqual(await common(), [], "Three, one of them twice, and the two of a seat");
    const [fay, gus] = [await signUp(store, "fay"), await signUp(store, "gus")];
    await place(store, fay, near, after(55));
    await place(store, gus, anyone, after(55));
    assert.deepEqual(await common(), []);
    await place(store, gus, near, after(56));
    const five = [chloe, dora, emil, fay, gus].map(({ id }) => id).sort();
    assert.deepEqual(await common(), [{ wish: nearWish, justEnough: five }]);
    assert.deepEqual(await common(after(51)), [], "One was begun no later than that");
    await place(store, await signUp(store, "hal"), near, after(57));
    assert.deepEqual(await common(), [{ wish: nearWish, justEnough: [] }]);
    const [ida, jon] = [await signUp(store, "ida"), await signUp(store, "jon")];
    for (const user of [ida, jon]) await place(store, user, anyone, after(58));
    const used = [anna, bob, chloe, ida, jon].map(({ id }) => id).sort();
    assert.deepEqual(await common(after(-1)), [
      { wish: nearWish, justEnough: [] },
      { wish: { sex: "any", age: null }, justEnough: used },
    ], "Tickets that were used count, too, and the most common wish comes first");
  });

  Deno.test(`[J60] who is suspended or deleted has no part in a common wish: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const people = await Promise.all(["ana", "ben", "clo", "dan", "eve", "fay", "gus"]
      .map((name) => signUp(store, name)));
    for (const user of people) await place(store, user, near, after(1));
    const [ana, ben, clo, ...others] = people;
    assert(ana && ben && clo);
    const common = (now: number) => store.commonWishes(noon, after(now));
    const gone = { user: ana.id, at: after(2), usernameHashes: [], reservedUntil: after(2) };
    await store.requestDeletion(gone);
    assert.deepEqual(await common(5_000), [{ wish: nearWish, justEnough: [] }]);
    await store.suspend({ ...act(ben, null), days: 1 });
    const five = [clo, ...others].map(({ id }) => id).sort();
    assert.deepEqual(await common(5_000), [{ wish: nearWish, justEnough: five }]);
    await store.suspend({ ...act(clo, null), days: null });
    assert.deepEqual(await common(5_000), []);
    const twoDays = 2 * 24 * 3_600_000;
    const back = [ben, ...others].map(({ id }) => id).sort();
    assert.deepEqual(await common(twoDays), [{ wish: nearWish, justEnough: back }]);
  });
}
