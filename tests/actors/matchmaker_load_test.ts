// A matchmaker that finds very many tickets: it pauses, so that others have their turns.

import assert from "node:assert/strict";
import type { OpenTicket } from "../../db/store/tickets.ts";
import type { Store } from "../../db/store/store.ts";
import { Hall } from "../support/matching/hall.ts";
import { createMemoryStore } from "../support/memory_store/memory_store.ts";
import { after, anyone, newId, thirty } from "../support/store/store_cast.ts";

const count = 100_000;

/** Two partners each: no two of them make a trio. */
function ticketOf(_: unknown, at: number): OpenTicket {
  const seeker = () => ({
    user: { id: newId<"user">(), username: "somebody" },
    profile: thirty,
    criteria: anyone,
    ...{ apart: [], met: [], rematchWishes: [], devices: [] },
  });
  return {
    id: newId<"ticket">(),
    since: after(at),
    seekers: [seeker(), seeker()],
    seat: null,
    restsUntil: null,
    placeOf: null,
    asleep: false,
    wokenAt: null,
    alone: false,
  };
}

Deno.test("[M84] while very many tickets are loaded and matched everything else has its turns", async () => {
  const inner = createMemoryStore();
  const tickets = Array.from({ length: count }, ticketOf);
  let formed = 0;
  const store: Store = {
    ...inner,
    openTickets: () => Promise.resolve(tickets),
    formGroups: (groups) => {
      formed += groups.length;
      return Promise.resolve(groups.map(() => true));
    },
  };
  await using hall = new Hall({ store });
  const [anna] = await hall.people("anna");
  assert(anna);
  let isLoaded = false;
  const looking = hall.look(anna).then(() => (isLoaded = true));
  let turns = 0;
  for (; !isLoaded; turns++) {
    // In virtual time a pause comes by the number of items alone, and ends here.
    const typing = { type: "typing", user: anna.id } as const;
    await hall.world.placement.askGroup(newId<"group">(), typing);
    await new Promise((resolve) => setTimeout(resolve));
    hall.clock.advance(0);
  }
  await looking;
  assert(turns >= 2 * count / 1_000, `Others had ${turns} turns`);
  // One of them and a third: the pool is whole.
  assert.equal(await hall.place(anna), null);
  assert.equal(formed, 1);
});
