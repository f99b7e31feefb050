// The search of a user whose last session has ended, without the matchmaker.

import assert from "node:assert/strict";
import type { Placement } from "../../actors/runtime/placement.ts";
import { instantOf } from "../../protocol/clock.ts";
import { endSearch } from "../../routes/api/end_search.ts";
import { place, signUp } from "../support/server/people.ts";
import { startServer } from "../support/server/server.ts";

Deno.test("[A62] the ticket of who logs out is withdrawn, and a partner is told, also while the matchmaker cannot be asked", async () => {
  await using server = await startServer();
  const [anna, ben] = [await signUp(server, "anna"), await signUp(server, "ben")];
  const { store, clock, placement } = server.world;
  const [hash, expiresAt] = ["0".repeat(64), instantOf(clock.now() + 60_000)];
  await store.createInvite({ hash, inviter: anna.user.id, at: instantOf(clock.now()), expiresAt });
  await placement.askMatchmaker({ type: "accept_invite", user: ben.user.id, hash });
  await place(anna);
  assert.equal((await server.store.openTickets(null)).length, 1);
  const told: string[] = [];
  const away: Placement = {
    ...placement,
    askMatchmaker: () => Promise.resolve({ type: "refused", code: "unavailable" }),
    deliver: (users, { type }) => void told.push(...[...users].map((user) => `${type} ${user}`)),
  };
  // Every session has run out by then.
  const later = { ...clock, now: () => clock.now() + 400 * 86_400_000 };
  await endSearch(ben.user.id, { ...server.world, clock: later, placement: away });
  assert.equal((await server.store.openTickets(null)).length, 0);
  assert.equal(await store.partner(anna.user.id), null);
  const both = [anna.user.id, ben.user.id];
  assert.deepEqual(
    told.toSorted(),
    both.flatMap((id) => [`partner ${id}`, `ticket ${id}`]).toSorted(),
  );
});
