// The end of all actors: what they had taken is done, and shown, before anybody is sent away.

import assert from "node:assert/strict";
import type { Store } from "../../db/store/store.ts";
import { Hall } from "../support/matching/hall.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { anyone, newId } from "../support/store/store_cast.ts";

/** Long enough for everything that waits only for its turn. */
function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("[S10] a stop waits for what a group's actor had taken, and it is shown before the end", async () => {
  const inner = createMemoryStore();
  const gate = Promise.withResolvers<void>();
  const store: Store = {
    ...inner,
    async append(message) {
      await gate.promise;
      return await inner.append(message);
    },
  };
  const hall = new Hall({ store });
  const [anna, bob, clo] = await hall.people("anna", "bob", "clo");
  assert(anna && bob && clo);
  const group = await hall.trio(anna, bob, clo);
  const send = { type: "send", user: anna.id, id: newId<"message">(), text: "the last" } as const;
  const answer = hall.world.placement.askGroup(group, send);
  let isStopped = false;
  const stopped = hall.world.stop().then(() => isStopped = true);
  await aMoment();
  assert.equal(isStopped, false);
  gate.resolve();
  await stopped;
  assert.equal((await answer).type, "done");
  assert(bob.frames.some((frame) => frame.type === "message" && frame.message.kind === "text"));
});

Deno.test("[S10] a stop waits for what the matchmaker had taken, and takes nothing more", async () => {
  const inner = createMemoryStore();
  const gate = Promise.withResolvers<void>();
  const store: Store = {
    ...inner,
    async placeTickets(tickets, metSince) {
      await gate.promise;
      return await inner.placeTickets(tickets, metSince);
    },
  };
  const hall = new Hall({ store });
  const [anna, bob] = await hall.people("anna", "bob");
  assert(anna && bob);
  const placed = hall.ask({ type: "place", user: anna.id, criteria: anyone });
  let isStopped = false;
  const stopped = hall.world.stop().then(() => isStopped = true);
  await aMoment();
  assert.equal(isStopped, false);
  assert.equal(await hall.ask({ type: "look", user: bob.id }), "unavailable");
  gate.resolve();
  await stopped;
  assert.equal(await placed, "ticket");
});
