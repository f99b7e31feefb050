// How many reads of one user the database answers at a time, and how fast history is read.

import assert from "node:assert/strict";
import type { Store } from "../../db/store/store.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { formTrio, type Person, signUp } from "../support/server/people.ts";
import { until } from "../support/server/patience.ts";
import type { Problem } from "../support/server/problems.ts";
import { drivers, startServer } from "../support/server/server.ts";

/** A memory store whose lists of groups and pages of messages come when they are let go. */
function slowStore() {
  const inner = createMemoryStore();
  const held: (() => void)[] = [];
  const state = { isHeld: false, underWay: 0, most: 0 };
  const store: Store = new Proxy(inner, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (name !== "groups" && name !== "messages") return method;
      return async (...args: unknown[]) => {
        state.underWay += 1;
        state.most = Math.max(state.most, state.underWay);
        if (state.isHeld) await new Promise<void>((go) => held.push(go));
        state.underWay -= 1;
        return await Reflect.apply(method, target, args);
      };
    },
  });
  return { store, state, letOne: () => held.shift()?.() };
}

const read = ({ client }: Person) => client.get<Problem>("/api/groups");

for (const sockets of drivers) {
  Deno.test(`[X103] of many reads of a user at once two are under way, the others wait in turn, and past many one is 429: ${sockets}`, async () => {
    const slow = slowStore();
    await using server = await startServer({ sockets, store: slow.store, env: { BURST: "2" } });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    slow.state.isHeld = true;
    const statuses: number[] = [];
    const all = Array.from(
      { length: 15 },
      () => read(anna).then(({ status }) => void statuses.push(status)),
    );
    // Two are under way and ten wait.
    await until("refusals", () => statuses.length === 3, () => server.client().get("/healthz"));
    assert.deepEqual([statuses, slow.state.most], [[429, 429, 429], 2]);
    const bobs = read(bob);
    await until(
      "bob's turn",
      () => slow.state.underWay === 3,
      () => server.client().get("/healthz"),
    );
    slow.state.isHeld = false;
    for (let count = 0; count < 3; count++) slow.letOne();
    assert.equal((await bobs).status, 200);
    await Promise.all(all);
    assert.deepEqual(statuses.toSorted(), [...Array(12).fill(200), 429, 429, 429]);
    assert.equal(slow.state.most, 3, "Two of anna's and one of bob's");
    assert.equal((await read(anna)).status, 200);
  });
}

Deno.test("[X103] pages of history go at the pace of frames: past five bursts they wait, and nothing else does", async () => {
  await using server = await startServer({ env: { BURST: "1", FRAMES_PER_SECOND: "1" } });
  const { anna, group } = await formTrio(server);
  const path = `/api/groups/${group}/messages`;
  for (let page = 0; page < 5; page++) assert.equal((await anna.client.get(path)).status, 200);
  let isAnswered = false;
  const sixth = anna.client.get(path).finally(() => isAnswered = true);
  for (let count = 0; count < 10; count++) {
    assert.equal((await anna.client.get("/api/me")).status, 200);
  }
  assert.equal(isAnswered, false);
  server.clock.advance(1_000);
  assert.equal((await sixth).status, 200);
});
