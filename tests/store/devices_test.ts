// Devices and networks in the store.

import assert from "node:assert/strict";
import { after, newId, noon, signUp, someone } from "../support/store/store_cast.ts";
import { allStores } from "../support/store/stores.ts";

const dayMs = 86_400_000;

for (const { kind, open } of await allStores("devices")) {
  Deno.test(`[D140] a device whose user's age was refused is known by each of its hashes until the time is over: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    assert.equal(await store.deviceRefusal(["one"], noon), null);
    await store.refuseDevice(["one", "old"], after(dayMs));
    await store.refuseDevice(["one"], after(1));
    await store.refuseDevice([], after(dayMs));
    assert.equal(await store.deviceRefusal(["one"], noon), after(dayMs));
    assert.equal(await store.deviceRefusal(["another", "old"], after(dayMs - 1)), after(dayMs));
    for (const devices of [[], ["another"]]) {
      assert.equal(await store.deviceRefusal(devices, noon), null);
    }
    assert.equal(await store.deviceRefusal(["one"], after(dayMs)), null);
    const long = after(-400 * dayMs);
    await store.purgeSights({ now: after(dayMs - 1), devices: long, networks: long });
    assert.equal(await store.deviceRefusal(["one"], noon), after(dayMs));
    await store.purgeSights({ now: after(dayMs), devices: long, networks: long });
    assert.equal(await store.deviceRefusal(["one"], noon), null);
  });

  Deno.test(`[D141] where an account is used is stored with the account or the session, both or neither: ${kind}`, async () => {
    await using at = await open();
    const { store } = at;
    const anna = await signUp(store, "anna");
    const sight = { devices: ["one", "old"], networks: ["home"] };
    assert.equal(await store.createUser(someone("anna"), undefined, sight), false);
    const session = { id: newId<"session">(), user: anna.id, createdAt: noon, expiresAt: after(9) };
    await store.openSession(session, sight);
    await assert.rejects(store.openSession(session, sight));
    // Seen again: nothing is stored twice.
    await store.openSession({ ...session, id: newId<"session">(), createdAt: after(5) }, sight);
    assert.equal(await store.createUser(someone("bob"), undefined, sight), true);
  });
}
