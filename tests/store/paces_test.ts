// Paces in the store: so many at once, then one in a while, whoever asks at once.

import assert from "node:assert/strict";
import { after, newId, noon, signUp } from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const pace = { capacity: 3, everyMs: 1_000 };

for (const { kind, open } of await allStores("paces")) {
  Deno.test(`[X110] a key has so many at once, then one in a while, and other keys their own: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const take = (key: string, ms: number) => store.takePace(key, pace, after(ms));
    for (let one = 0; one < 3; one++) assert.equal(await take("a", 0), 0);
    assert.equal(await take("a", 0), 1_000);
    assert.equal(await take("a", 1), 999);
    assert.equal(await take("b", 1), 0);
    assert.equal(await take("a", 999), 1);
    assert.equal(await take("a", 1_000), 0);
    assert.equal(await take("a", 1_000), 1_000);
    await store.givePace("a", pace);
    assert.equal(await take("a", 1_000), 0);
    // After a long time there are three, and no more.
    for (let one = 0; one < 3; one++) assert.equal(await take("a", 1_000_000), 0);
    assert.equal(await take("a", 1_000_000), 1_000);
    await store.givePace("nothing", pace);
    assert.equal(await take("nothing", 0), 0);
  });

  Deno.test(`[X110] what is taken can be said, and is forgotten once all is there again: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const take = (key: string, ms: number) => store.takePace(key, pace, after(ms));
    for (let one = 0; one < 3; one++) await take("a", 0);
    await store.setPace("a", { ...pace, taken: 1 }, after(0));
    for (const wait of [0, 0, 1_000]) assert.equal(await take("a", 0), wait);
    await store.setPace("new", { ...pace, taken: 3 }, after(0));
    await store.purgePaces(after(2_999));
    assert.equal(await take("new", 999), 1);
    assert.equal(await take("a", 999), 1);
    await store.setPace("a", { ...pace, taken: 0 }, after(999));
    await store.purgePaces(after(10_000));
    for (const wait of [0, 0, 0, 1_000]) assert.equal(await take("a", 10_000), wait);
  });

  Deno.test(`[X110] a clock that was set back takes nothing away and holds nobody longer than the pace: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const hourMs = 3_600_000;
    for (let one = 0; one < 3; one++) await store.takePace("a", pace, after(hourMs));
    assert.equal(await store.takePace("a", pace, noon), 1_000);
    await store.takePace("b", pace, after(hourMs));
    assert.equal(await store.takePace("b", pace, after(1_000)), 1_000);
  });

  Deno.test(`[X110] of many who take at once just as many get one as there are: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const waits = await Promise.all(
      Array.from({ length: 12 }, () => store.takePace("a", pace, noon)),
    );
    assert.equal(waits.filter((wait) => wait === 0).length, 3);
  });

  Deno.test(`[X111] it is known at which devices and in which networks a user was, and of nobody else: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const [anna, bob] = [await signUp(store, "anna"), await signUp(store, "bob")];
    const sight = { devices: ["one", "old"], networks: ["home"] };
    const session = { id: newId<"session">(), user: anna.id, createdAt: noon, expiresAt: after(9) };
    await store.openSession(session, sight);
    const seen = (user: typeof anna, devices: string[], networks: string[]) =>
      store.hasSeen(user.id, { devices, networks });
    assert.deepEqual(await seen(anna, ["new", "old"], ["home"]), { device: true, network: true });
    assert.deepEqual(await seen(anna, ["one"], []), { device: true, network: false });
    assert.deepEqual(await seen(anna, ["home"], ["away", "home"]), {
      device: false,
      network: true,
    });
    assert.deepEqual(await seen(bob, ["one"], ["home"]), { device: false, network: false });
    assert.deepEqual(await store.hasSeen(newId<"user">(), sight), {
      device: false,
      network: false,
    });
  });
}
